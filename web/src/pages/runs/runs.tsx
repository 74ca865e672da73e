/** The runs of the daily workflow, newest first, in pages of 50. Filters and page are in the address. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { shortenText } from '../../format/labels.ts';
import { formatCount, formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import { formatDate, formatDuration, formatTime } from '../../format/times.ts';
import type { RunSummary } from '../../queries/api-types.ts';
import { useRuns } from '../../queries/queries.ts';
import { runsTexts } from '../../texts/cases/runs.ts';
import { readRunFilter, writeRunFilter } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';

export default function RunsPage() {
  const [search] = useSearchParams();
  const filter = readRunFilter(search);
  const query = useRuns(filter);
  return (
    <Page title={runsTexts.title} subtitle={runsTexts.subtitle} filters={<RunFilters />}>
      <QueryBoundary query={query}>
        {({ runs, next_before }) =>
          runs.length === 0 ? (
            <NoRun isFiltered={search.size > 0} />
          ) : (
            <div className="card">
              <Table isList caption={runsTexts.caption} rows={runs} rowKey={({ run_id }) => run_id} columns={COLUMNS} />
              <p className="row below">
                {filter.before && (
                  <Link href={writeRunFilter({ ...filter, before: undefined })}>{runsTexts.newest}</Link>
                )}
                {next_before && (
                  <Link href={writeRunFilter({ ...filter, before: next_before })}>{runsTexts.older}</Link>
                )}
              </p>
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}

function NoRun({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) return <EmptyState title={runsTexts.none.title}>{runsTexts.none.text}</EmptyState>;
  return (
    <EmptyState title={runsTexts.noMatch.title}>
      {runsTexts.noMatch.text} <Link href="/runs">{runsTexts.clear}</Link>
    </EmptyState>
  );
}

const COLUMNS: Column<RunSummary>[] = [
  {
    name: runsTexts.asOf,
    sortValue: ({ as_of }) => as_of,
    cell: ({ run_id, as_of }) => (
      <Link href={`/runs/${run_id}`}>
        <time>{formatDate(as_of)}</time>
      </Link>
    ),
  },
  { name: runsTexts.state, sortValue: ({ state }) => state, cell: ({ state }) => <StateBadge code={state} /> },
  {
    name: runsTexts.opened,
    sortValue: (run) => run.opened_at,
    cell: ({ opened_at }) => <time>{formatTime(opened_at)}</time>,
  },
  {
    name: runsTexts.duration,
    isNumber: true,
    sortValue: (run) => run.duration_seconds,
    cell: ({ duration_seconds }) => formatDuration(duration_seconds),
  },
  {
    name: runsTexts.rows,
    isNumber: true,
    sortValue: (run) => run.rows_delivered,
    cell: ({ rows_delivered }) => formatCount(rows_delivered),
  },
  {
    name: runsTexts.rejected,
    isNumber: true,
    sortValue: (run) => run.rows_rejected,
    cell: ({ rows_rejected }) => formatCount(rows_rejected),
  },
  {
    name: runsTexts.accepted,
    isNumber: true,
    cell: ({ rows_delivered, rows_rejected }) =>
      formatPercent(rows_delivered > 0 ? 1 - rows_rejected / rows_delivered : null, 2),
  },
  {
    name: runsTexts.failedChecks,
    isNumber: true,
    sortValue: (run) => run.failed_checks,
    cell: ({ checks, failed_checks }) => runsTexts.failedOf(failed_checks, checks),
  },
  {
    name: runsTexts.reason,
    value: ({ reason }) => reason,
    cell: ({ reason }) => <span className="reason">{reason ? shortenText(reason) : MISSING_TEXT}</span>,
  },
];
