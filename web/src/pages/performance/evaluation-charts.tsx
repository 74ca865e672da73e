/** The ROC curve and the calibration curve of a model, from the evaluation that its training wrote. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { DiagonalChart, type DiagonalSeries, findLimit } from '../../charts/diagonal-chart.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { useModelMetrics } from '../../queries/queries.ts';

interface RocPoint {
  pd: number;
  false_rate: number;
  true_rate: number;
}

interface ReliabilityBin {
  rows: number;
  mean_pd: number;
  default_rate: number;
  low: number;
  high: number;
}

interface RocComparisonProps {
  metrics: ModelMetrics;
  challengerVersion: string;
}

/** The ROC curve with a challenger's, which follows when it is loaded. */
export function RocComparison({ metrics, challengerVersion }: RocComparisonProps) {
  return <RocChart metrics={metrics} challenger={useModelMetrics(challengerVersion).data} />;
}

export function RocChart({ metrics, challenger }: { metrics: ModelMetrics; challenger?: ModelMetrics }) {
  const points = readEvaluation<RocPoint>(metrics, 'roc');
  if (points.length === 0) return <EmptyState title="No ROC curve">Its training wrote none.</EmptyState>;
  const comparison = challenger ? `, the challenger's ${formatDecimal(challenger.holdout.auc, 4)}` : '';
  const atTenPercent = points.findLast(({ false_rate }) => false_rate <= 0.1);
  return (
    <ChartCard
      title="ROC curve"
      summary={`AUC ${formatDecimal(metrics.holdout.auc, 4)}${comparison}. At 10 % of false alarms it finds ${formatPercent(atTenPercent?.true_rate, 0)} of the defaults.`}
      rows={points.filter((_, index) => index % 10 === 0 || index === points.length - 1)}
      rowKey={({ pd, false_rate }) => `${pd} ${false_rate}`}
      columns={[
        { name: 'PD from', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
        { name: 'False alarms', isNumber: true, cell: ({ false_rate }) => formatPercent(false_rate) },
        { name: 'Defaults found', isNumber: true, cell: ({ true_rate }) => formatPercent(true_rate) },
      ]}
    >
      <DiagonalChart
        series={buildRocSeries(points, challenger)}
        xName="False alarms"
        yName="Defaults found"
        diagonalName="By chance"
      />
    </ChartCard>
  );
}

function buildRocSeries(points: RocPoint[], challenger: ModelMetrics | undefined): DiagonalSeries[] {
  const toShares = ({ false_rate: x, true_rate: y }: RocPoint) => ({ x, y });
  const name = challenger ? 'This model' : 'Model';
  const series: DiagonalSeries = { name, colour: SERIES_COLOURS.main, points: points.map(toShares), isLine: true };
  if (!challenger) return [series];
  const challengerPoints = readEvaluation<RocPoint>(challenger, 'roc').map(toShares);
  return [
    series,
    { name: 'Challenger', colour: SERIES_COLOURS.second, points: challengerPoints, isLine: true, isDashed: true },
  ];
}

export function CalibrationChart({ metrics }: { metrics: ModelMetrics }) {
  const bins = readEvaluation<ReliabilityBin>(metrics, 'reliability');
  if (bins.length === 0) return <EmptyState title="No calibration curve">Its training wrote none.</EmptyState>;
  const calibratedCount = bins.filter(({ mean_pd, low, high }) => mean_pd >= low && mean_pd <= high).length;
  const points = bins.map(({ mean_pd: x, default_rate: y, low, high }) => ({ x, y, low, high }));
  return (
    <ChartCard
      title="Calibration"
      summary={`Tenths of the rows by PD. In ${formatCount(calibratedCount)} of ${formatCount(bins.length)} the expected rate lies in the 95 % interval of the realised one; ECE ${formatDecimal(metrics.holdout.ece)}.`}
      rows={bins}
      rowKey={({ mean_pd }) => String(mean_pd)}
      columns={[
        { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => formatPercent(mean_pd, 2) },
        { name: 'Defaulted', isNumber: true, cell: ({ default_rate }) => formatPercent(default_rate, 2) },
        {
          name: '95 % interval',
          isNumber: true,
          cell: ({ low, high }) => `${formatPercent(low)} to ${formatPercent(high)}`,
        },
        { name: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
      ]}
    >
      <DiagonalChart
        series={[{ name: 'Tenth of the rows, 95 % interval', colour: SERIES_COLOURS.main, points }]}
        xName="Expected: mean PD"
        yName="Realised: default rate"
        diagonalName="Perfectly calibrated"
        limit={findLimit(points.flatMap(({ x, high }) => [x, high]))}
      />
    </ChartCard>
  );
}

/** A list of evaluation.json (training/evaluation/assessment.py). Models of earlier versions can lack it. */
function readEvaluation<Row>({ evaluation }: ModelMetrics, name: string): Row[] {
  return Array.isArray(evaluation?.[name]) ? (evaluation[name] as Row[]) : [];
}
