/** The portfolio over time: applications, expected and realised risk, decisions and expected loss of each day. */
import { useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Filters } from '../../components/filters/filters.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import type { Column } from '../../components/table.tsx';
import { formatCompact, formatCount, formatPercent } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Trends } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { formatDecided } from '../../texts/codes.ts';
import { sharedTexts } from '../../texts/shared.ts';
import { trendsTexts } from '../../texts/trends.ts';

type Day = Trends['days'][number];

const PERIODS_DAYS = [30, 90, 366];
const DEFAULT_PERIOD_DAYS = 90;

export default function TrendsPage() {
  const [search, setSearch] = useSearchParams();
  const days = PERIODS_DAYS.find((period) => String(period) === search.get('days')) ?? DEFAULT_PERIOD_DAYS;
  const { filter } = useFilter();
  const query = useReport('trends', { ...filter, days });
  const controls = (
    <Select
      label={trendsTexts.newest}
      value={String(days)}
      options={PERIODS_DAYS.map((period) => ({ value: String(period), text: trendsTexts.days(period) }))}
      choose={(period) =>
        setSearch((current) => {
          current.set('days', period);
          return current;
        })
      }
    />
  );
  return (
    <Page
      title={trendsTexts.title}
      subtitle={trendsTexts.subtitle}
      controls={controls}
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at}
    >
      <QueryBoundary query={query}>
        {({ days: rows }) =>
          rows.length === 0 ? (
            <EmptyState title={sharedTexts.noScores}>{sharedTexts.noScoresWhy}</EmptyState>
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
const DAY_COLUMN: Column<Day> = { name: sharedTexts.figures.day, cell: formatDay };
const buildNumberColumn = (name: string, cell: (row: Day) => string): Column<Day> => ({ name, isNumber: true, cell });

function ApplicationsChart({ rows }: ChartProps) {
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
        buildNumberColumn(sharedTexts.figures.applications, ({ applications }) => formatCount(applications)),
        buildNumberColumn(trendsTexts.overrides, ({ overrides }) => formatCount(overrides)),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        series={[
          {
            name: sharedTexts.figures.applications,
            value: ({ applications }) => applications,
            colour: SERIES_COLOURS.main,
          },
        ]}
        format={formatCompact}
      />
    </ChartCard>
  );
}

function RiskChart({ rows }: ChartProps) {
  return (
    <ChartCard
      title={trendsTexts.risk}
      summary={describeRisk(rows)}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        buildNumberColumn(trendsTexts.predicted, ({ mean_pd }) => formatPercent(mean_pd, 2)),
        buildNumberColumn(trendsTexts.observed, ({ bad_rate }) => formatPercent(bad_rate, 2)),
        buildNumberColumn(sharedTexts.figures.outcomes, ({ outcomes }) => formatCount(outcomes)),
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
        format={(value) => formatPercent(value, 0)}
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

function DecisionsChart({ rows }: ChartProps) {
  const newest = rows.at(-1) as Day;
  return (
    <ChartCard
      title={trendsTexts.decisions}
      summary={trendsTexts.decisionsSummary(
        formatDay(newest),
        newest.approval_rate,
        newest.refer_rate,
        newest.decline_rate,
      )}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        buildNumberColumn(formatDecided('approve'), ({ approval_rate }) => formatPercent(approval_rate)),
        buildNumberColumn(formatDecided('refer'), ({ refer_rate }) => formatPercent(refer_rate)),
        buildNumberColumn(formatDecided('decline'), ({ decline_rate }) => formatPercent(decline_rate)),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        isStacked
        domain={[0, 1]}
        series={[
          { name: formatDecided('approve'), value: ({ approval_rate }) => approval_rate, colour: 'var(--band-a)' },
          { name: formatDecided('refer'), value: ({ refer_rate }) => refer_rate, colour: 'var(--band-c)' },
          { name: formatDecided('decline'), value: ({ decline_rate }) => decline_rate, colour: 'var(--band-e)' },
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
      title={trendsTexts.expectedLoss}
      summary={trendsTexts.expectedLossSummary(newest.expected_loss, formatDay(newest))}
      rows={rows}
      rowKey={getRowKey}
      columns={[
        DAY_COLUMN,
        buildNumberColumn(sharedTexts.figures.expectedLoss, ({ expected_loss }) => formatCount(expected_loss)),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={formatDay}
        series={[
          {
            name: sharedTexts.figures.expectedLoss,
            value: ({ expected_loss }) => expected_loss,
            colour: SERIES_COLOURS.third,
          },
        ]}
        format={formatCompact}
      />
    </ChartCard>
  );
}
