/** Runs of the daily ETL, newest first. */
import { Link, useSearchParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Badge } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { count, day, percent, seconds, time } from '../../format/numbers.ts';
import { useRuns } from '../../queries/queries.ts';

export default function RunsPage() {
  const [search] = useSearchParams();
  const before = search.get('before') ?? undefined;
  const query = useRuns(before);
  return (
    <Page title="Runs" about="Each delivery is one run, from opening to being published or refused.">
      <QueryBoundary query={query}>
        {({ runs, next_before }) =>
          runs.length === 0 ? (
            <EmptyState title="No run yet">The first delivery starts one.</EmptyState>
          ) : (
            <div className="card">
              <Table
                caption="Runs of the daily ETL"
                rows={runs}
                keyOf={({ run_id }) => run_id}
                columns={[
                  { name: 'Delivery', cell: ({ run_id, as_of }) => <Link href={`/runs/${run_id}`}>{day(as_of)}</Link> },
                  { name: 'State', cell: ({ state }) => <Badge code={state} /> },
                  { name: 'Opened', cell: ({ opened_at }) => time(opened_at) },
                  {
                    name: 'Took',
                    isNumber: true,
                    by: (run) => run.duration_seconds,
                    cell: ({ duration_seconds }) => seconds(duration_seconds),
                  },
                  {
                    name: 'Rows',
                    isNumber: true,
                    by: (run) => run.rows_delivered,
                    cell: ({ rows_delivered }) => count(rows_delivered),
                  },
                  {
                    name: 'Refused',
                    isNumber: true,
                    by: (run) => run.rows_rejected,
                    cell: ({ rows_rejected }) => count(rows_rejected),
                  },
                  {
                    name: 'Accepted',
                    isNumber: true,
                    cell: ({ rows_delivered: all, rows_rejected }) =>
                      percent(all > 0 ? 1 - rows_rejected / all : null, 2),
                  },
                  {
                    name: 'Checks failed',
                    isNumber: true,
                    cell: ({ checks, failed_checks }) => `${count(failed_checks)} of ${count(checks)}`,
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
