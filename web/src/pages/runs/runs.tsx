/** Runs of the daily ETL, newest first. */
import { Link, useSearchParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { StateBadge } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatDate, formatDuration, formatPercent, formatTime } from '../../format/numbers.ts';
import { useRuns } from '../../queries/queries.ts';

export default function RunsPage() {
  const [search] = useSearchParams();
  const before = search.get('before') ?? undefined;
  const query = useRuns(before);
  return (
    <Page title="Runs" subtitle="Each delivery is one run, from opening to being published or refused.">
      <QueryBoundary query={query}>
        {({ runs, next_before }) =>
          runs.length === 0 ? (
            <EmptyState title="No run yet">The first delivery starts one.</EmptyState>
          ) : (
            <div className="card">
              <Table
                caption="Runs of the daily ETL"
                rows={runs}
                rowKey={({ run_id }) => run_id}
                columns={[
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
                    cell: ({ rows_delivered: all, rows_rejected }) =>
                      formatPercent(all > 0 ? 1 - rows_rejected / all : null, 2),
                  },
                  {
                    name: 'Checks failed',
                    isNumber: true,
                    cell: ({ checks, failed_checks }) => `${formatCount(failed_checks)} of ${formatCount(checks)}`,
                  },
                ]}
              />
              {next_before && <Link href={`/runs?before=${next_before}`}>Older runs</Link>}
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}
