/** The portfolio over time: applications, expected and realised risk, decisions and expected loss of each day. */
import { useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import type { Column } from '../../components/table.tsx';
import { formatCompact, formatCount, formatPercent } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Trends } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type Day = Trends['days'][number];

const PERIODS_DAYS = [30, 90, 366];
const DEFAULT_PERIOD_DAYS = 90;

export default function TrendsPage() {
  const [search, setSearch] = useSearchParams();
  const days = PERIODS_DAYS.find((period) => String(period) === search.get('days')) ?? DEFAULT_PERIOD_DAYS;
  const query = useReport('trends', { days });
  const controls = (
    <Select
      label="Newest"
      value={String(days)}
      options={PERIODS_DAYS.map((period) => ({ value: String(period), text: `${period} days` }))}
      choose={(period) => setSearch({ days: period })}
    />
  );
  return (
    <Page
      title="Trends"
      subtitle="Each day that scores speak of; an application counts once a day."
      controls={controls}
    >
      <QueryBoundary query={query}>
        {({ days: rows }) =>
          rows.length === 0 ? (
            <EmptyState title="No scores yet">Trends begin with the first day.</EmptyState>
          ) : (
            <div className="grid">
              <ApplicationsChart rows={rows} />
              <RiskChart rows={rows} />
              <DecisionsChart rows={rows} />
              <ExpectedLossChart rows={rows} />
            </div>
          )
        }
      </QueryBoundary>
    </Page>
  );
}

interface ChartProps {
  /** At least one day, the oldest first. */
  rows: Day[];
}

const formatDay = ({ as_of }: Day) => formatDate(as_of);
const getRowKey = ({ as_of }: Day) => as_of;
const DAY_COLUMN: Column<Day> = { name: 'Day', cell: formatDay };
const buildNumberColumn = (name: string, cell: (row: Day) => string): Column<Day> => ({ name, isNumber: true, cell });

function ApplicationsChart({ rows }: ChartProps) {
  const total = rows.reduce((sum, { applications }) => sum + applications, 0);
  const [oldest, newest] = [rows[0] as Day, rows.at(-1) as Day];
  const period = rows.length === 1 ? `on ${formatDay(newest)}` : `from ${formatDay(oldest)} to ${formatDay(newest)}`;
  return (
    <ChartCard
      title="Applications"
      summary={`${formatCount(total)} scored ${period}.`}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        buildNumberColumn('Applications', ({ applications }) => formatCount(applications)),
        buildNumberColumn('Overrides', ({ overrides }) => formatCount(overrides)),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        series={[{ name: 'Applications', value: ({ applications }) => applications, colour: SERIES_COLOURS.main }]}
        format={formatCompact}
      />
    </ChartCard>
  );
}

function RiskChart({ rows }: ChartProps) {
  return (
    <ChartCard
      title="Expected and realised risk"
      summary={describeRisk(rows)}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        buildNumberColumn('Mean PD', ({ mean_pd }) => formatPercent(mean_pd, 2)),
        buildNumberColumn('Bad rate', ({ bad_rate }) => formatPercent(bad_rate, 2)),
        buildNumberColumn('Outcomes', ({ outcomes }) => formatCount(outcomes)),
      ]}
    >
      <LineChart
        rows={rows}
        xLabel={formatDay}
        series={[
          { name: 'Mean PD', value: ({ mean_pd }) => mean_pd, colour: SERIES_COLOURS.main },
          {
            name: 'Realised bad rate',
            value: ({ bad_rate }) => bad_rate,
            colour: SERIES_COLOURS.second,
            isDashed: true,
          },
        ]}
        format={(value) => formatPercent(value, 0)}
      />
    </ChartCard>
  );
}

function describeRisk(rows: Day[]): string {
  const observed = rows.findLast(({ bad_rate }) => bad_rate !== null);
  if (!observed) return `The mean PD is ${formatPercent(rows.at(-1)?.mean_pd)}; no outcome is known yet.`;
  const { bad_rate, outcomes, mean_pd } = observed;
  return `Of the applications of ${formatDay(observed)}, ${formatPercent(bad_rate)} of ${formatCount(outcomes)} with an outcome defaulted; expected were ${formatPercent(mean_pd)}.`;
}

function DecisionsChart({ rows }: ChartProps) {
  const newest = rows.at(-1) as Day;
  return (
    <ChartCard
      title="Decisions"
      summary={`${formatDay(newest)}: ${formatPercent(newest.approval_rate)} approved, ${formatPercent(newest.refer_rate)} referred, ${formatPercent(newest.decline_rate)} declined.`}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        buildNumberColumn('Approved', ({ approval_rate }) => formatPercent(approval_rate)),
        buildNumberColumn('Referred', ({ refer_rate }) => formatPercent(refer_rate)),
        buildNumberColumn('Declined', ({ decline_rate }) => formatPercent(decline_rate)),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        isStacked
        domain={[0, 1]}
        series={[
          { name: 'Approve', value: ({ approval_rate }) => approval_rate, colour: 'var(--band-a)' },
          { name: 'Refer', value: ({ refer_rate }) => refer_rate, colour: 'var(--band-c)' },
          { name: 'Decline', value: ({ decline_rate }) => decline_rate, colour: 'var(--band-e)' },
        ]}
        format={(value) => formatPercent(value, 0)}
      />
    </ChartCard>
  );
}

function ExpectedLossChart({ rows }: ChartProps) {
  const newest = rows.at(-1) as Day;
  return (
    <ChartCard
      title="Expected loss"
      summary={`${formatCompact(newest.expected_loss)} for the applications of ${formatDay(newest)}.`}
      rows={rows}
      rowKey={getRowKey}
      columns={[DAY_COLUMN, buildNumberColumn('Expected loss', ({ expected_loss }) => formatCount(expected_loss))]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        series={[{ name: 'Expected loss', value: ({ expected_loss }) => expected_loss, colour: SERIES_COLOURS.third }]}
        format={formatCompact}
      />
    </ChartCard>
  );
}
