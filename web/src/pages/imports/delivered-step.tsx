/** After the delivery: the runs of its days until they are published, the report to keep, and the way to the overview. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { formatDate, formatDuration } from '../../format/times.ts';
import { api } from '../../queries/api-client.ts';
import type { Import, RunSummary } from '../../queries/api-types.ts';
import { DeliveryTable } from './check-result.tsx';

const ASK_AGAIN_MILLISECONDS = 3_000;
/** A run that has not begun an hour after the delivery is waited for by the page of runs. */
const GIVE_UP_MILLISECONDS = 3_600_000;

export function DeliveredStep({ current }: { current: Import }) {
  const { deliveries, report } = current;
  return (
    <>
      <ImportRuns current={current} />
      {report && (
        <Card
          title="Report to keep"
          note="Rows in, out and refused, and what was decided about each column and by whom."
        >
          <ul className="row">
            <li>
              <a href={report.html}>Report (HTML)</a>
            </li>
            <li>
              <a href={report.refused_csv}>Refused rows (CSV)</a>
            </li>
            <li>
              <a href={report.json}>Report (JSON)</a>
            </li>
          </ul>
        </Card>
      )}
      {deliveries && <DeliveryTable deliveries={deliveries} title="What was delivered" />}
    </>
  );
}

const RUNS_NOTE =
  'Each delivered day is one run: checked, published, and scored by the champion. Without a champion nothing is ' +
  'scored yet: npm run train trains a first model from the outcomes, as the first of each month does.';

function ImportRuns({ current }: { current: Import }) {
  const days = [...new Set((current.deliveries ?? []).map(({ as_of }) => as_of))].sort();
  const runs = useImportRuns(current, days);
  const published = runs.filter(({ state }) => state === 'published').length;
  const waiting = days.filter((day) => !runs.some(({ as_of, state }) => as_of === day && state !== 'running'));
  const isDone = waiting.length === 0;
  return (
    <Card title="Runs" note={RUNS_NOTE}>
      <p role="status">{describeRuns(days.length, published, isDone)}</p>
      {runs.length > 0 && (
        <Table
          caption="Runs of this import"
          rows={runs}
          rowKey={({ run_id }) => run_id}
          columns={[
            { name: 'Day', cell: ({ run_id, as_of }) => <Link href={`/runs/${run_id}`}>{formatDate(as_of)}</Link> },
            { name: 'State', cell: ({ state }) => <StateBadge code={state} /> },
            { name: 'Took', isNumber: true, cell: ({ duration_seconds }) => formatDuration(duration_seconds) },
          ]}
        />
      )}
      {published > 0 && isDone && (
        <p className="below">
          <Link className="button primary" href="/">
            See the portfolio
          </Link>
        </p>
      )}
    </Card>
  );
}

function describeRuns(days: number, published: number, isDone: boolean): string {
  if (isDone && published === days) return 'All days are published.';
  if (isDone) return `${published} of ${days} days are published; open the others to see why not.`;
  return `${published} of ${days} days are published; the daily workflow is at work.`;
}

/** The newest run of each day that was opened after the import was made. */
function useImportRuns({ import_id, created_at, ended_at }: Import, days: readonly string[]): RunSummary[] {
  const { data = [] } = useQuery({
    queryKey: ['import-runs', import_id],
    queryFn: async () => {
      const { data: list } = await api.GET('/v1/runs', { params: { query: { limit: 50 } } });
      const runs = (list?.runs ?? []).filter((run) => run.opened_at >= created_at && days.includes(run.as_of));
      return days.flatMap((day) => runs.find(({ as_of }) => as_of === day) ?? []);
    },
    refetchInterval: ({ state: { data: runs = [] } }) => {
      const hasEnded = runs.length === days.length && runs.every(({ state }) => state !== 'running');
      const isOld = Date.now() - Date.parse(ended_at ?? created_at) > GIVE_UP_MILLISECONDS;
      return hasEnded || isOld ? false : ASK_AGAIN_MILLISECONDS;
    },
  });
  return data;
}
