/** The runs of the daily workflow, newest first, in pages of 50. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatDate, formatDuration, formatTime } from '../../format/times.ts';
import type { RunSummary } from '../../queries/api-types.ts';
import { useRuns } from '../../queries/queries.ts';

export default function RunsPage() {
  const [search] = useSearchParams();
  const query = useRuns(search.get('before') ?? undefined);
  return (
    <Page title="Runs" subtitle="Each delivery is one run, from opening to being published or refused.">
      <QueryBoundary query={query}>
        {({ runs, next_before }) =>
          runs.length === 0 ? (
            <EmptyState title="No run yet">The first delivery starts one.</EmptyState>
          ) : (
            <div className="card">
              <Table caption="Runs of the daily ETL" rows={runs} rowKey={({ run_id }) => run_id} columns={COLUMNS} />
              {next_before && <Link href={`/runs?before=${next_before}`}>Older runs</Link>}
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}

const COLUMNS: Column<RunSummary>[] = [
  {
    name: 'Delivery',
    cell: ({ run_id, as_of }) => <Link href={`/runs/${run_id}`}>{formatDate(as_of)}</Link>,
  },
  { name: 'State', cell: ({ state }) => <StateBadge code={state} /> },
  { name: 'Opened', cell: ({ opened_at }) => formatTime(opened_at) },
  {
    name: 'Took',
    isNumber: true,
    sortValue: (run) => run.duration_seconds,
    cell: ({ duration_seconds }) => formatDuration(duration_seconds),
  },
  {
    name: 'Rows',
    isNumber: true,
    sortValue: (run) => run.rows_delivered,
    cell: ({ rows_delivered }) => formatCount(rows_delivered),
  },
  {
    name: 'Refused',
    isNumber: true,
    sortValue: (run) => run.rows_rejected,
    cell: ({ rows_rejected }) => formatCount(rows_rejected),
  },
  {
    name: 'Accepted',
    isNumber: true,
    cell: ({ rows_delivered, rows_rejected }) =>
      formatPercent(rows_delivered > 0 ? 1 - rows_rejected / rows_delivered : null, 2),
  },
  {
    name: 'Checks failed',
    isNumber: true,
    cell: ({ checks, failed_checks }) => `${formatCount(failed_checks)} of ${formatCount(checks)}`,
  },
];
