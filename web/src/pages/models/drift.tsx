/** Drift: how much the features and scores of today differ from those in the training data. */
import { Link, useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { ShareBar } from '../../components/share-bar.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Drift, DriftReport } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

/** The PSI that fills a bar of the list: twice the PSI that causes an alarm. */
const FULL_BAR_PSI = 0.5;

export default function DriftPage() {
  const [search] = useSearchParams();
  const query = useReport('drift');
  return (
    <Page title="Drift" subtitle={query.data && describeBaseline(query.data)}>
      <QueryBoundary query={query}>
        {(report) => <DriftDetails report={report} chosenFeature={search.get('feature') ?? undefined} />}
      </QueryBoundary>
    </Page>
  );
}

function describeBaseline({ as_of, model_version }: DriftReport): string | undefined {
  if (!as_of) return undefined;
  return `Population stability index against the training data of ${model_version}, as of ${formatDate(as_of)}. Below 0.1 is stable, from 0.25 on the population has changed.`;
}

interface DriftDetailsProps {
  report: DriftReport;
  chosenFeature: string | undefined;
}

function DriftDetails({ report: { features, score }, chosenFeature }: DriftDetailsProps) {
  const measurements = [...(score ? [score] : []), ...features];
  const selected = measurements.find(({ feature }) => feature === chosenFeature) ?? measurements[0];
  if (!selected)
    return (
      <EmptyState title="Nothing has been measured yet">
        Monitoring measures drift after each daily run, once there is a champion.
      </EmptyState>
    );
  return (
    <>
      <LevelTiles features={features} score={score} />
      <div className="grid">
        <DriftTable measurements={measurements} selected={selected} />
        <DriftCharts drift={selected} />
      </div>
    </>
  );
}

function LevelTiles({ features, score }: Pick<DriftReport, 'features' | 'score'>) {
  const countLevel = (level: Drift['level']) => features.filter((feature) => feature.level === level).length;
  const [alertCount, warnCount] = [countLevel('alert'), countLevel('warn')];
  return (
    <Tiles>
      <Tile
        name="PSI of the scores"
        value={formatDecimal(score?.psi)}
        note={score && <StateBadge code={score.level} />}
      />
      <Tile
        name="Features that changed"
        value={formatCount(alertCount)}
        tone={alertCount > 0 ? 'bad' : undefined}
        note={`of ${formatCount(features.length)}`}
      />
      <Tile name="To watch" value={formatCount(warnCount)} tone={warnCount > 0 ? 'warn' : undefined} />
      <Tile name="Too few rows to say" value={formatCount(countLevel('insufficient'))} />
    </Tiles>
  );
}

function DriftTable({ measurements, selected }: { measurements: Drift[]; selected: Drift }) {
  return (
    <Card title="Features, the largest shift first" note="A name shows its bins and its history.">
      <Table
        caption="Drift of features"
        rows={measurements}
        rowKey={({ feature }) => feature}
        columns={[
          {
            name: 'Feature',
            cell: ({ feature, label }) => (
              <Link
                href={`/drift?feature=${encodeURIComponent(feature)}`}
                aria-current={feature === selected.feature ? 'true' : undefined}
              >
                {label}
              </Link>
            ),
          },
          {
            name: 'PSI',
            isNumber: true,
            sortValue: (row) => row.psi,
            cell: ({ psi }) => <ShareBar share={(psi ?? 0) / FULL_BAR_PSI}>{formatDecimal(psi)}</ShareBar>,
          },
          { name: 'Level', sortValue: (row) => row.level, cell: ({ level }) => <StateBadge code={level} /> },
          { name: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
        ]}
      />
    </Card>
  );
}

function DriftCharts({ drift }: { drift: Drift }) {
  return (
    <div className="stack">
      <BinChart drift={drift} />
      <PsiHistory drift={drift} />
    </div>
  );
}

function BinChart({ drift }: { drift: Drift }) {
  const { label, bins, rows } = drift;
  return (
    <ChartCard
      title={`${label}: training and now`}
      summary={describeShift(drift)}
      rows={bins}
      rowKey={(bin) => bin.label}
      columns={[
        { name: 'Bin', cell: (bin) => bin.label },
        { name: 'Training', isNumber: true, cell: ({ baseline }) => formatPercent(baseline) },
        { name: 'Now', isNumber: true, cell: ({ current }) => formatPercent(rows === 0 ? null : current) },
      ]}
    >
      <ColumnChart
        rows={bins}
        xLabel={(bin) => bin.label}
        series={[
          { name: 'Training', value: ({ baseline }) => baseline, colour: SERIES_COLOURS.muted },
          { name: 'Now', value: ({ current }) => current, colour: SERIES_COLOURS.main },
        ]}
        format={(value) => formatPercent(value, 0)}
      />
    </ChartCard>
  );
}

function describeShift({ psi, bins, rows }: Drift): string {
  if (bins.length === 0) return 'No bins were kept.';
  if (rows === 0) return 'No application of these days has a value to compare.';
  const shift = ({ baseline, current }: Drift['bins'][number]) => Math.abs(current - baseline);
  const largest = bins.reduce((a, b) => (shift(b) > shift(a) ? b : a));
  return `PSI ${formatDecimal(psi)}. The largest move is in ${largest.label}: ${formatPercent(largest.baseline)} in training, ${formatPercent(largest.current)} now.`;
}

function PsiHistory({ drift: { label, psi, history } }: { drift: Drift }) {
  return (
    <ChartCard
      title={`${label}: PSI over time`}
      summary={`${formatCount(history.length)} measurements, the newest ${formatDecimal(psi)}.`}
      rows={history}
      rowKey={({ as_of }) => as_of}
      columns={[
        { name: 'Day', cell: ({ as_of }) => formatDate(as_of) },
        { name: 'PSI', isNumber: true, cell: (row) => formatDecimal(row.psi) },
      ]}
    >
      <LineChart
        rows={history}
        xLabel={({ as_of }) => formatDate(as_of)}
        series={[{ name: 'PSI', value: (row) => row.psi, colour: SERIES_COLOURS.main }]}
        format={(value) => formatDecimal(value, 2)}
        height={180}
      />
    </ChartCard>
  );
}
