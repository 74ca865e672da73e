/** The alarms of this environment with their states, active alarms first. */
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { QueryBoundary } from '../components/query-boundary.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { Table } from '../components/table.tsx';
import { Tile, Tiles } from '../components/tiles.tsx';
import { formatCount } from '../format/numbers.ts';
import { formatTime } from '../format/times.ts';
import type { Alarm } from '../queries/api-types.ts';
import { useReport } from '../queries/queries.ts';
import { formatCode } from '../texts/codes.ts';

export default function AlarmsPage() {
  const query = useReport('alarms');
  return (
    <Page title="Alarms" subtitle="As CloudWatch has them now. Page: someone is woken; ticket: within the working day.">
      <QueryBoundary query={query}>
        {({ alarms }) =>
          alarms.length === 0 ? (
            <EmptyState title="There are no alarms">None is deployed here.</EmptyState>
          ) : (
            <AlarmList alarms={alarms} />
          )
        }
      </QueryBoundary>
    </Page>
  );
}

function AlarmList({ alarms }: { alarms: readonly Alarm[] }) {
  const countState = (state: Alarm['state']) => alarms.filter((alarm) => alarm.state === state).length;
  const activeCount = countState('alarm');
  return (
    <>
      <Tiles>
        <Tile name="Ringing" value={formatCount(activeCount)} tone={activeCount > 0 ? 'bad' : 'good'} />
        <Tile name="Quiet" value={formatCount(countState('ok'))} />
        <Tile
          name="Without data"
          value={formatCount(countState('insufficient_data'))}
          note="nothing was measured lately"
        />
      </Tiles>
      <div className="card">
        <Table
          caption="Alarms"
          rows={alarms}
          rowKey={({ name }) => name}
          columns={[
            { name: 'Alarm', sortValue: ({ name }) => name, cell: ({ name }) => <strong>{formatCode(name)}</strong> },
            { name: 'State', sortValue: ({ state }) => state, cell: ({ state }) => <StateBadge code={state} /> },
            {
              name: 'Severity',
              sortValue: ({ severity }) => severity,
              cell: ({ severity }) => <StateBadge code={severity} tone="plain" />,
            },
            {
              name: 'Since',
              sortValue: ({ since }) => since,
              cell: ({ since }) => <span className="whole-line">{formatTime(since)}</span>,
            },
            { name: 'What has happened when it rings', cell: ({ description }) => description },
            {
              name: 'Runbook',
              cell: ({ runbook }) => (runbook ? <code title={runbook}>{runbook.replace(/^.*#/, '#')}</code> : '–'),
            },
          ]}
        />
      </div>
    </>
  );
}
