/** After the delivery: the runs of its days until they are published, the report to keep, and the way to the overview. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Table } from '../../components/tables/table.tsx';
import { MISSING_TEXT } from '../../format/numbers.ts';
import { formatDate, formatDuration } from '../../format/times.ts';
import { api } from '../../queries/api-client.ts';
import type { Import, RunSummary } from '../../queries/api-types.ts';
import { deliveredTexts as texts } from '../../texts/cases/imports.ts';
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
        <Card title={texts.report.title} note={texts.report.note}>
          <ul className="row">
            <li>
              <a href={report.html}>{texts.report.html}</a>
            </li>
            <li>
              <a href={report.refused_csv}>{texts.report.csv}</a>
            </li>
            <li>
              <a href={report.json}>{texts.report.json}</a>
            </li>
          </ul>
        </Card>
      )}
      {deliveries && <DeliveryTable deliveries={deliveries} title={texts.deliveries} />}
    </>
  );
}

function ImportRuns({ current }: { current: Import }) {
  const days = [...new Set((current.deliveries ?? []).map(({ as_of }) => as_of))].sort();
  const runs = useImportRuns(current, days);
  const published = runs.filter(({ state }) => state === 'published').length;
  const waiting = days.filter((day) => !runs.some(({ as_of, state }) => as_of === day && state !== 'running'));
  const isDone = waiting.length === 0;
  return (
    <Card title={texts.runs.title} note={texts.runs.note}>
      <p role="status">{describeRuns(days.length, published, isDone)}</p>
      {runs.length > 0 && (
        <Table
          isList
          caption={texts.runs.caption}
          rows={runs}
          rowKey={({ run_id }) => run_id}
          columns={[
            {
              name: texts.runs.asOf,
              cell: ({ run_id, as_of }) => <Link href={`/runs/${run_id}`}>{formatDate(as_of)}</Link>,
            },
            { name: texts.runs.state, cell: ({ state }) => <StateBadge code={state} /> },
            {
              name: texts.runs.duration,
              isNumber: true,
              cell: ({ duration_seconds }) => formatDuration(duration_seconds),
            },
            { name: texts.runs.reason, cell: ({ reason }) => <span className="reason">{reason ?? MISSING_TEXT}</span> },
          ]}
        />
      )}
      {published > 0 && isDone && (
        <p className="below">
          <Link className="button primary" href="/">
            {texts.runs.portfolio}
          </Link>
        </p>
      )}
    </Card>
  );
}

function describeRuns(days: number, published: number, isDone: boolean): string {
  if (!isDone) return texts.runs.waiting(published, days);
  return published === days ? texts.runs.allPublished : texts.runs.somePublished(published, days);
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
