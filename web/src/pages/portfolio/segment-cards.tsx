/** Segments of one dimension: predicted and observed default rates with intervals, and the table of their figures. */
import { Link } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { IntervalChart } from '../../charts/interval-chart.tsx';
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { buildAddress } from '../../components/filters/page-filters.ts';
import { useFilter } from '../../components/filters/use-filter.ts';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { ShareBar } from '../../components/tables/share-bar.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatCompactMoney } from '../../format/money.ts';
import { formatPercent } from '../../format/numbers.ts';
import type { Segments } from '../../queries/api-types.ts';
import { segmentTexts } from '../../texts/portfolio/segments.ts';
import { sharedTexts } from '../../texts/shared.ts';

type Segment = Segments['segments'][number];

/** A picture with more rows is no picture. The table has all. */
const MAX_SHOWN_SEGMENTS = 30;
const NUMBERS = createNumberColumns<Segment>();
const { columns: names } = segmentTexts;
const { figures } = sharedTexts;

export function SegmentChart({ label, report: { segments, currency } }: { label: string; report: Segments }) {
  const title = segmentTexts.chart(label);
  const shown = pickLargest(segments);
  return (
    <ChartCard
      title={title}
      summary={[
        ...describeSegments(segments, currency),
        ...(shown.length < segments.length ? [segmentTexts.mostOf(shown.length, segments.length)] : []),
      ].join(' ')}
      rows={segments}
      rowKey={({ segment }) => segment}
      columns={[
        { name: label, cell: (row) => row.label },
        NUMBERS.percent(figures.meanPd, (row) => row.mean_pd, 2),
        NUMBERS.percent(figures.observedRate, (row) => row.observed_rate, 2),
        NUMBERS.interval(names.interval, (row) => row.observed_interval),
      ]}
    >
      <IntervalChart
        rows={shown.map(({ segment, label: name, mean_pd, observed_rate, observed_interval }) => ({
          key: segment,
          label: name,
          predicted: mean_pd,
          observed: observed_rate,
          interval: observed_interval,
        }))}
        predictedName={segmentTexts.predicted}
        observedName={segmentTexts.observed}
        xTitle={sharedTexts.axes.defaultRate}
      />
    </ChartCard>
  );
}

/** In the order of the dimension. */
function pickLargest(segments: Segment[]): Segment[] {
  const largest = new Set(segments.toSorted((a, b) => b.applications - a.applications).slice(0, MAX_SHOWN_SEGMENTS));
  return segments.filter((segment) => largest.has(segment));
}

function describeSegments(segments: Segment[], currency: string | null): string[] {
  const riskiest = segments.reduce((a, b) => (b.mean_pd > a.mean_pd ? b : a));
  const costliest = segments.reduce((a, b) => (b.expected_loss_approved > a.expected_loss_approved ? b : a));
  const measured = segments.filter(({ calibration }) => calibration !== 'insufficient');
  const deviating = measured.filter(({ calibration }) => calibration !== 'as_predicted');
  const loss = costliest.expected_loss_approved;
  return [
    segmentTexts.riskiestSummary(riskiest.label, riskiest.mean_pd),
    ...(loss > 0 ? [segmentTexts.costliestSummary(costliest.label, formatCompactMoney(loss, currency))] : []),
    segmentTexts.observedSummary(measured.length, segments.length, deviating.length),
  ];
}

interface SegmentTableProps {
  label: string;
  dimension: string;
  report: Segments;
}

/** Names lead to the page of a segment. Only one level of drilling exists. */
export function SegmentTable({ label, dimension, report }: SegmentTableProps) {
  const { segments, within, currency, minimum_outcomes } = report;
  const { filter } = useFilter();
  const canDrill = within === null;
  const nameColumn: Column<Segment> = {
    name: label,
    value: (row) => row.label,
    cell: ({ segment, label: name }) =>
      canDrill ? (
        <Link href={buildAddress('/segments', { ...filter, within: `${dimension}:${segment}` })}>{name}</Link>
      ) : (
        name
      ),
  };
  const note = segmentTexts.tableNote(minimum_outcomes);
  return (
    <Card title={segmentTexts.table(label)} note={canDrill ? `${segmentTexts.drillNote} ${note}` : note}>
      <Table
        caption={segmentTexts.table(label)}
        rows={segments}
        rowKey={({ segment }) => segment}
        columns={[nameColumn, ...FIGURE_COLUMNS, ...buildMoneyColumns(currency)]}
      />
    </Card>
  );
}

const FIGURE_COLUMNS: Column<Segment>[] = [
  NUMBERS.count(figures.applications, (row) => row.applications),
  NUMBERS.percent(figures.meanPd, (row) => row.mean_pd, 2),
  NUMBERS.count(figures.outcomes, (row) => row.outcomes),
  NUMBERS.percent(names.predictedWithOutcome, (row) => row.outcome_mean_pd, 2),
  NUMBERS.percent(figures.observedRate, (row) => row.observed_rate, 2),
  NUMBERS.interval(names.interval, (row) => row.observed_interval),
  {
    name: names.calibration,
    value: ({ calibration }) => calibration,
    cell: ({ calibration }) => <StateBadge code={calibration} />,
  },
  {
    name: names.highRisk,
    isNumber: true,
    sortValue: (row) => row.high_risk_share,
    cell: ({ high_risk_share: share }) => (
      <ShareBar share={share} colour={SERIES_COLOURS.second}>
        {formatPercent(share)}
      </ShareBar>
    ),
  },
  NUMBERS.percent(names.approved, (row) => row.approval_rate),
];

function buildMoneyColumns(currency: string | null): Column<Segment>[] {
  return [
    NUMBERS.money(figures.exposure, (row) => row.exposure, currency),
    NUMBERS.money(names.lossApproved, (row) => row.expected_loss_approved, currency),
    NUMBERS.money(names.lossAll, (row) => row.expected_loss, currency),
  ];
}
