/** Pictures of a model on the rows that training never saw. */

import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-frame.tsx';
import { DiagonalChart, type DiagonalSeries } from '../../charts/diagonal-chart.tsx';
import { Card } from '../../components/parts.tsx';
import { EmptyState } from '../../components/query-boundary.tsx';
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

/** Of evaluation.json, which training/evaluation/assessment.py writes; an older training may have written less. */
const partOf = <Row,>({ evaluation }: Pick<ModelMetrics, 'evaluation'>, name: string): Row[] =>
  Array.isArray(evaluation?.[name]) ? (evaluation[name] as Row[]) : [];

const asPoints = (points: RocPoint[]) => points.map(({ false_rate: x, true_rate: y }) => ({ x, y }));

export function Roc({ metrics, challenger }: { metrics: ModelMetrics; challenger: string | undefined }) {
  return challenger ? <RocBeside metrics={metrics} challenger={challenger} /> : <RocAlone metrics={metrics} />;
}

function RocBeside({ metrics, challenger }: { metrics: ModelMetrics; challenger: string }) {
  return <RocAlone metrics={metrics} beside={useModelMetrics(challenger).data} />;
}

function RocAlone({ metrics, beside }: { metrics: ModelMetrics; beside?: ModelMetrics }) {
  const roc = partOf<RocPoint>(metrics, 'roc');
  if (roc.length === 0) return <EmptyState title="No ROC curve">Its training wrote none.</EmptyState>;
  const series: DiagonalSeries[] = [
    { name: beside ? 'This model' : 'Model', colour: SERIES_COLOURS.main, points: asPoints(roc), isLine: true },
  ];
  if (beside) {
    series.push({
      name: 'Challenger',
      colour: SERIES_COLOURS.second,
      points: asPoints(partOf<RocPoint>(beside, 'roc')),
      isLine: true,
      isDashed: true,
    });
  }
  const tenth = roc.findLast(({ false_rate }) => false_rate <= 0.1);
  return (
    <ChartCard
      title="ROC curve"
      summary={`AUC ${formatDecimal(metrics.holdout.auc, 4)}${beside ? `, the challenger's ${formatDecimal(beside.holdout.auc, 4)}` : ''}. At 10 % of false alarms it finds ${formatPercent(tenth?.true_rate, 0)} of the defaults.`}
      rows={roc.filter((_, i) => i % 10 === 0 || i === roc.length - 1)}
      rowKey={({ pd, false_rate }) => `${pd} ${false_rate}`}
      columns={[
        { name: 'PD from', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
        { name: 'False alarms', isNumber: true, cell: ({ false_rate }) => formatPercent(false_rate) },
        { name: 'Defaults found', isNumber: true, cell: ({ true_rate }) => formatPercent(true_rate) },
      ]}
    >
      <DiagonalChart series={series} xName="False alarms" yName="Defaults found" diagonalName="By chance" />
    </ChartCard>
  );
}

export function Calibration({ metrics }: { metrics: ModelMetrics }) {
  const bins = partOf<ReliabilityBin>(metrics, 'reliability');
  if (bins.length === 0) return <EmptyState title="No calibration curve">Its training wrote none.</EmptyState>;
  const inside = bins.filter(({ mean_pd, low, high }) => mean_pd >= low && mean_pd <= high).length;
  const points = bins.map(({ mean_pd: x, default_rate: y, low, high }) => ({ x, y, low, high }));
  return (
    <ChartCard
      title="Calibration"
      summary={`Tenths of the rows by PD. In ${formatCount(inside)} of ${formatCount(bins.length)} the expected rate lies in the 95 % interval of the realised one; ECE ${formatDecimal(metrics.holdout.ece)}.`}
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
        limit={Math.min(1, Math.ceil(10 * Math.max(...points.flatMap(({ x, high }) => [x, high]))) / 10)}
      />
    </ChartCard>
  );
}

export function Confusion({ holdout }: Pick<ModelMetrics, 'holdout'>) {
  const { tn, fp, fn, tp } = holdout.confusion;
  const all = tn + fp + fn + tp;
  const cell = (value: number) => ({
    background: `color-mix(in srgb, var(--series-1) ${Math.round((55 * value) / all)}%, var(--surface))`,
  });
  return (
    <Card
      title="Confusion matrix"
      note={`At the cut-off of the decision, ${formatCount(all)} rows: ${formatPercent((tn + tp) / all)} are right.`}
    >
      <table className="matrix">
        <caption className="unseen">Confusion matrix</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Predicted to repay</th>
            <th scope="col">Predicted to default</th>
          </tr>
        </thead>
        <tbody>
          <Line name="Repaid" left={tn} right={fp} all={all} cell={cell} />
          <Line name="Defaulted" left={fn} right={tp} all={all} cell={cell} />
        </tbody>
      </table>
    </Card>
  );
}

interface LineProps {
  name: string;
  left: number;
  right: number;
  all: number;
  cell: (value: number) => { background: string };
}

function Line({ name, left, right, all, cell }: LineProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {[left, right].map((value, i) => (
        <td key={i === 0 ? 'repay' : 'default'} style={cell(value)}>
          <strong>{formatCount(value)}</strong>
          <span>{formatPercent(value / all)}</span>
        </td>
      ))}
    </tr>
  );
}
