/** The distribution of scores: in steps of 25 points, by band, and by band and decision. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { BandLabel, getBandColour } from '../../components/band-label.tsx';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/decision-label.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { DECISIONS } from '../../format/labels.ts';
import { formatCompact, formatCount, formatPercent } from '../../format/numbers.ts';
import { SCORE_SCALE_NOTE } from '../../format/score-scale.ts';
import { formatTime } from '../../format/times.ts';
import type { Distribution } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';

/** The applications of one band with one decision. */
type BandDecision = Distribution['bands'][number];

interface BandRow {
  band: string;
  applications: number;
  meanPd: number;
  /** Applications by decision. */
  decisions: Record<string, number>;
}

export default function DistributionPage() {
  const query = useReport('distribution');
  const subtitle =
    query.data && `Every application with its newest score, counted ${formatTime(query.data.refreshed_at)}`;
  return (
    <Page title="Score distribution" subtitle={subtitle}>
      <QueryBoundary query={query}>{(report) => <DistributionDetails report={report} />}</QueryBoundary>
    </Page>
  );
}

function DistributionDetails({ report: { bands, histogram } }: { report: Distribution }) {
  const total = sumBy(bands, ({ applications }) => applications);
  if (total === 0)
    return (
      <EmptyState title="No scores yet">
        They appear when a delivery has been published and a model has been promoted.
      </EmptyState>
    );
  return (
    <>
      <PortfolioTiles bands={bands} total={total} />
      <div className="grid">
        <ScoreHistogram histogram={histogram} total={total} />
        <BandChart rows={groupByBand(bands)} total={total} />
        <BandDecisionTable bands={bands} />
      </div>
    </>
  );
}

function PortfolioTiles({ bands, total }: { bands: BandDecision[]; total: number }) {
  const meanScore = sumBy(bands, ({ mean_score, applications }) => mean_score * applications) / total;
  const meanPd = sumBy(bands, ({ mean_pd, applications }) => mean_pd * applications) / total;
  return (
    <Tiles>
      <Tile name="Applications" value={formatCount(total)} />
      <Tile name="Mean score" value={meanScore.toFixed(0)} note={SCORE_SCALE_NOTE} />
      <Tile name="Mean PD" value={formatPercent(meanPd, 2)} />
      <Tile name="Exposure" value={formatCompact(sumBy(bands, ({ exposure }) => exposure))} />
      <Tile name="Expected loss" value={formatCompact(sumBy(bands, ({ expected_loss }) => expected_loss))} />
    </Tiles>
  );
}

function ScoreHistogram({ histogram, total }: Pick<Distribution, 'histogram'> & { total: number }) {
  const highest = histogram.reduce((a, b) => (b.applications > a.applications ? b : a));
  return (
    <ChartCard
      isWide
      title="Scores"
      summary={`${formatCount(total)} applications; most, ${formatCount(highest.applications)}, score ${highest.from} to ${highest.to}.`}
      rows={histogram}
      rowKey={({ from }) => String(from)}
      columns={[
        { name: 'Score', cell: ({ from, to }) => `${from} to ${to}` },
        { name: 'Applications', isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: 'Share', isNumber: true, cell: ({ applications }) => formatPercent(applications / total) },
      ]}
    >
      <ColumnChart
        rows={histogram}
        xLabel={({ from }) => String(from)}
        series={[{ name: 'Applications', value: ({ applications }) => applications, colour: SERIES_COLOURS.main }]}
        format={formatCompact}
        gap={2}
      />
    </ChartCard>
  );
}

function BandChart({ rows, total }: { rows: BandRow[]; total: number }) {
  const [safest, riskiest] = [rows[0], rows.at(-1)];
  const formatShare = (row: BandRow | undefined) => formatPercent((row?.applications ?? 0) / total);
  return (
    <ChartCard
      title="Applications by band"
      summary={`${formatShare(safest)} are in the safest band, ${formatShare(riskiest)} in the riskiest with a mean PD of ${formatPercent(riskiest?.meanPd)}.`}
      rows={rows}
      rowKey={({ band }) => band}
      columns={[
        { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
        { name: 'Applications', isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: 'Mean PD', isNumber: true, cell: ({ meanPd }) => formatPercent(meanPd, 2) },
        ...DECISIONS.map((decision) => ({
          name: formatCode(decision),
          isNumber: true,
          cell: ({ decisions }: BandRow) => formatCount(decisions[decision] ?? 0),
        })),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={({ band }) => band}
        series={[
          {
            name: 'Applications',
            value: ({ applications }) => applications,
            colour: SERIES_COLOURS.main,
            rowColour: ({ band }) => getBandColour(band),
          },
        ]}
        format={formatCompact}
      />
    </ChartCard>
  );
}

function BandDecisionTable({ bands }: { bands: BandDecision[] }) {
  return (
    <Card
      title="Bands and decisions"
      note="A decision is the one that holds, a person's override included. Money in major units."
    >
      <Table
        caption="Bands and decisions"
        rows={bands}
        rowKey={({ band, decision }) => `${band} ${decision}`}
        columns={BAND_DECISION_COLUMNS}
      />
    </Card>
  );
}

const BAND_DECISION_COLUMNS: Column<BandDecision>[] = [
  { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
  { name: 'Decision', cell: ({ decision }) => <DecisionLabel decision={decision} /> },
  {
    name: 'Applications',
    isNumber: true,
    sortValue: (row) => row.applications,
    cell: ({ applications }) => formatCount(applications),
  },
  {
    name: 'Mean score',
    isNumber: true,
    sortValue: (row) => row.mean_score,
    cell: ({ mean_score }) => mean_score.toFixed(0),
  },
  {
    name: 'Exposure',
    isNumber: true,
    sortValue: (row) => row.exposure,
    cell: ({ exposure }) => formatCount(exposure),
  },
  {
    name: 'Expected loss',
    isNumber: true,
    sortValue: (row) => row.expected_loss,
    cell: ({ expected_loss }) => formatCount(expected_loss),
  },
];

function groupByBand(bands: BandDecision[]): BandRow[] {
  const rows = new Map<string, BandRow>();
  for (const { band, decision, applications, mean_pd } of bands) {
    const row = rows.get(band) ?? { band, applications: 0, meanPd: 0, decisions: {} };
    row.meanPd = (row.meanPd * row.applications + mean_pd * applications) / (row.applications + applications);
    row.applications += applications;
    row.decisions[decision] = applications;
    rows.set(band, row);
  }
  return [...rows.values()];
}

function sumBy<Row>(rows: readonly Row[], readValue: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + readValue(row), 0);
}
