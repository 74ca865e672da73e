/** The alarms of this environment with their states, active alarms first, each with its section of the runbook. */
import { EmptyState } from '../components/empty-state.tsx';
import { StateBadge } from '../components/figures/state-badge.tsx';
import { Tile, Tiles } from '../components/figures/tiles.tsx';
import { NextSteps } from '../components/next-steps.tsx';
import { Page } from '../components/page.tsx';
import { QueryBoundary } from '../components/query-boundary.tsx';
import { type Column, Table } from '../components/tables/table.tsx';
import { formatCount, MISSING_TEXT } from '../format/numbers.ts';
import { formatTime } from '../format/times.ts';
import type { Alarm } from '../queries/api-types.ts';
import { useReport } from '../queries/queries.ts';
import { formatCode } from '../texts/codes.ts';
import { commandTexts } from '../texts/commands.ts';
import { alarmsTexts as texts } from '../texts/models/alarms.ts';

export default function AlarmsPage() {
  const query = useReport('alarms');
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <QueryBoundary query={query}>
        {({ alarms }) =>
          alarms.length === 0 ? (
            <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
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
    <div className="stack">
      <Tiles>
        <Tile
          name={texts.active}
          value={formatCount(activeCount)}
          tone={activeCount > 0 ? 'bad' : 'good'}
          note={activeCount > 0 ? texts.activeNow(activeCount) : texts.noneActive}
        />
        <Tile name={texts.notActive} value={formatCount(countState('ok'))} />
        <Tile
          name={texts.withoutData}
          value={formatCount(countState('insufficient_data'))}
          note={texts.withoutDataNote}
        />
      </Tiles>
      <div className="card">
        <Table isList caption={texts.caption} rows={alarms} rowKey={({ name }) => name} columns={COLUMNS} />
      </div>
      <NextSteps
        links={[['/runs', texts.nextRuns]]}
        commands={[
          [texts.nextStatus, commandTexts.status],
          [texts.nextLogs, commandTexts.recentErrors],
        ]}
      >
        {activeCount > 0 ? texts.nextActive : texts.nextNone}
      </NextSteps>
    </div>
  );
}

const COLUMNS: Column<Alarm>[] = [
  {
    name: texts.alarm,
    sortValue: ({ name }) => name,
    cell: ({ name }) => <strong className="name">{formatCode(name)}</strong>,
  },
  { name: texts.state, sortValue: ({ state }) => state, cell: (alarm) => <AlarmState alarm={alarm} /> },
  {
    name: texts.severity,
    sortValue: ({ severity }) => severity,
    cell: ({ severity }) => <StateBadge code={severity} tone="plain" />,
  },
  {
    name: texts.since,
    sortValue: ({ since }) => since,
    cell: ({ since }) => <span className="whole-line">{formatTime(since)}</span>,
  },
  { name: texts.meaning, cell: ({ description }) => description },
  { name: texts.runbook, cell: (alarm) => <RunbookLink alarm={alarm} /> },
];

/** The state, and for one without data why there are none. */
function AlarmState({ alarm: { state, no_data_reason } }: { alarm: Alarm }) {
  return (
    <>
      <StateBadge code={state} />
      {state === 'insufficient_data' && <p className="dim">{no_data_reason ?? texts.noReason}</p>}
    </>
  );
}

function RunbookLink({ alarm: { name, runbook, runbook_url } }: { alarm: Alarm }) {
  // This server has the runbook too, also where the alarm knows no address.
  const address = runbook_url ?? runbook?.replace('docs/runbook.md', '/runbook.html');
  if (!address) return MISSING_TEXT;
  return (
    <a href={address} target="_blank" rel="noreferrer" aria-label={texts.runbookOf(formatCode(name))}>
      {texts.runbookLink}
    </a>
  );
}
