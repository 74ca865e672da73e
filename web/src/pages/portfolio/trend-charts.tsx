/** The charts of the page of trends, each with one column or point for each as-of date. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { DECISION_COLOURS, SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import type { Column } from '../../components/tables/table.tsx';
import { DECISIONS } from '../../format/labels.ts';
import { formatCompactMoney } from '../../format/money.ts';
import { formatCompact, formatPercentTick } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Trends } from '../../queries/api-types.ts';
import { formatDecided } from '../../texts/codes.ts';
import { trendsTexts } from '../../texts/portfolio/trends.ts';
import { sharedTexts } from '../../texts/shared.ts';

type Day = Trends['days'][number];

interface ChartProps {
  /** At least one day, the oldest first. */
  rows: Day[];
}

const { figures, axes } = sharedTexts;
const NUMBERS = createNumberColumns<Day>();
const formatDay = ({ as_of }: Day) => formatDate(as_of);
const getRowKey = ({ as_of }: Day) => as_of;
const DAY_COLUMN: Column<Day> = { name: figures.day, value: getRowKey, cell: formatDay };
const RATES: Record<(typeof DECISIONS)[number], (row: Day) => number> = {
  approve: ({ approval_rate }) => approval_rate,
  refer: ({ refer_rate }) => refer_rate,
  decline: ({ decline_rate }) => decline_rate,
};

export function ApplicationsChart({ rows }: ChartProps) {
  const total = rows.reduce((sum, { applications }) => sum + applications, 0);
  const [oldest, newest] = [rows[0] as Day, rows.at(-1) as Day];
  const period =
    rows.length === 1 ? trendsTexts.onDay(formatDay(newest)) : trendsTexts.fromTo(formatDay(oldest), formatDay(newest));
  return (
    <ChartCard
      title={trendsTexts.applications}
      summary={trendsTexts.applicationsSummary(total, period)}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        NUMBERS.count(figures.applications, ({ applications }) => applications),
        NUMBERS.count(trendsTexts.overrides, ({ overrides }) => overrides),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        series={[
          { name: figures.applications, value: ({ applications }) => applications, colour: SERIES_COLOURS.main },
        ]}
        format={formatCompact}
        xTitle={axes.day}
        yTitle={axes.applications}
      />
    </ChartCard>
  );
}

export function RiskChart({ rows }: ChartProps) {
  return (
    <ChartCard
      title={trendsTexts.risk}
      summary={describeRisk(rows)}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        NUMBERS.percent(trendsTexts.predicted, ({ mean_pd }) => mean_pd, 2),
        NUMBERS.percent(trendsTexts.observed, ({ bad_rate }) => bad_rate, 2),
        NUMBERS.count(figures.outcomes, ({ outcomes }) => outcomes),
      ]}
    >
      <LineChart
        rows={rows}
        xLabel={formatDay}
        series={[
          { name: trendsTexts.predicted, value: ({ mean_pd }) => mean_pd, colour: SERIES_COLOURS.main },
          {
            name: trendsTexts.observed,
            value: ({ bad_rate }) => bad_rate,
            colour: SERIES_COLOURS.second,
            isDashed: true,
          },
        ]}
        format={formatPercentTick}
        xTitle={axes.day}
        yTitle={axes.defaultRate}
      />
    </ChartCard>
  );
}

function describeRisk(rows: Day[]): string {
  const observed = rows.findLast(({ bad_rate }) => bad_rate !== null);
  if (!observed) return trendsTexts.noOutcome(rows.at(-1)?.mean_pd ?? 0);
  const { bad_rate, outcomes, mean_pd } = observed;
  return trendsTexts.riskSummary(formatDay(observed), bad_rate, outcomes, mean_pd);
}

export function DecisionsChart({ rows }: ChartProps) {
  const newest = rows.at(-1) as Day;
  const { approval_rate, refer_rate, decline_rate } = newest;
  return (
    <ChartCard
      title={trendsTexts.decisions}
      summary={trendsTexts.decisionsSummary(formatDay(newest), approval_rate, refer_rate, decline_rate)}
      rows={rows}
      rowKey={getRowKey}
      columns={[DAY_COLUMN, ...DECISIONS.map((decision) => NUMBERS.percent(formatDecided(decision), RATES[decision]))]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        isStacked
        domain={[0, 1]}
        series={DECISIONS.map((decision) => ({
          name: formatDecided(decision),
          value: RATES[decision],
          colour: DECISION_COLOURS[decision],
        }))}
        format={formatPercentTick}
        xTitle={axes.day}
        yTitle={axes.applicationShare}
      />
    </ChartCard>
  );
}

export function ExpectedLossChart({ rows, currency }: ChartProps & { currency: string | null }) {
  const newest = rows.at(-1) as Day;
  const formatLoss = (value: number) => formatCompactMoney(value, currency);
  return (
    <ChartCard
      title={trendsTexts.expectedLoss}
      summary={trendsTexts.expectedLossSummary(
        formatLoss(newest.expected_loss_approved),
        formatLoss(newest.expected_loss),
        formatDay(newest),
      )}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        NUMBERS.money(trendsTexts.lossApproved, (row) => row.expected_loss_approved, currency),
        NUMBERS.money(trendsTexts.lossAll, (row) => row.expected_loss, currency),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        series={[
          { name: trendsTexts.lossApproved, value: (row) => row.expected_loss_approved, colour: SERIES_COLOURS.main },
          { name: trendsTexts.lossAll, value: (row) => row.expected_loss, colour: SERIES_COLOURS.muted },
        ]}
        format={formatCompact}
        xTitle={axes.day}
        yTitle={axes.money(currency)}
      />
    </ChartCard>
  );
}
