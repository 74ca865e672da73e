/** The ROC curve and the calibration curve of a model, from the evaluation that its training wrote. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { DiagonalChart, findLimit } from '../../charts/diagonal-chart.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatCount, formatPercent, writeInterval } from '../../format/numbers.ts';
import type { ModelMetrics } from '../../queries/api-types.ts';
import { performanceTexts as texts } from '../../texts/models/performance.ts';

export function RocChart({ metrics, rows }: { metrics: ModelMetrics; rows: number }) {
  const points = metrics.evaluation?.roc ?? [];
  if (points.length === 0) return <EmptyState title={texts.noRoc}>{texts.writtenByNone}</EmptyState>;
  const atTenPercent = points.findLast(({ false_rate }) => false_rate <= 0.1);
  const shares = points.map(({ false_rate: x, true_rate: y }) => ({ x, y }));
  return (
    <ChartCard
      title={texts.roc}
      summary={texts.rocSummary(metrics.holdout.auc, rows, atTenPercent?.true_rate)}
      rows={points.filter((_, index) => index % 10 === 0 || index === points.length - 1)}
      rowKey={({ pd, false_rate }) => `${pd} ${false_rate}`}
      columns={[
        { name: texts.pdFrom, isNumber: true, value: ({ pd }) => pd, cell: ({ pd }) => formatPercent(pd, 2) },
        {
          name: texts.falseAlarms,
          isNumber: true,
          value: ({ false_rate }) => false_rate,
          cell: ({ false_rate }) => formatPercent(false_rate),
        },
        {
          name: texts.defaultsFound,
          isNumber: true,
          value: ({ true_rate }) => true_rate,
          cell: ({ true_rate }) => formatPercent(true_rate),
        },
      ]}
    >
      <DiagonalChart
        series={[{ name: texts.model, colour: SERIES_COLOURS.main, points: shares, isLine: true }]}
        xName={texts.falseAlarmsAxis}
        yName={texts.defaultsFoundAxis}
        diagonalName={texts.byChance}
      />
    </ChartCard>
  );
}

export function CalibrationChart({ metrics }: { metrics: ModelMetrics }) {
  const bins = metrics.evaluation?.reliability ?? [];
  if (bins.length === 0) return <EmptyState title={texts.noCalibration}>{texts.writtenByNone}</EmptyState>;
  const calibratedCount = bins.filter(({ mean_pd, low, high }) => mean_pd >= low && mean_pd <= high).length;
  const points = bins.map(({ mean_pd: x, default_rate: y, low, high }) => ({ x, y, low, high }));
  return (
    <ChartCard
      title={texts.calibration}
      summary={texts.calibrationSummary(calibratedCount, bins.length, metrics.holdout.ece)}
      rows={bins}
      rowKey={({ mean_pd }) => String(mean_pd)}
      columns={[
        {
          name: texts.meanPd,
          isNumber: true,
          value: ({ mean_pd }) => mean_pd,
          cell: ({ mean_pd }) => formatPercent(mean_pd, 2),
        },
        {
          name: texts.defaultRate,
          isNumber: true,
          value: ({ default_rate }) => default_rate,
          cell: ({ default_rate }) => formatPercent(default_rate, 2),
        },
        {
          name: texts.intervalColumn,
          isNumber: true,
          value: ({ low, high }) => writeInterval([low, high]),
          cell: ({ low, high }) => texts.intervalText(low, high),
        },
        { name: texts.rows, isNumber: true, cell: ({ rows }) => formatCount(rows) },
      ]}
    >
      <DiagonalChart
        series={[{ name: texts.calibrationSeries, colour: SERIES_COLOURS.main, points }]}
        xName={texts.meanPdAxis}
        yName={texts.defaultRateAxis}
        diagonalName={texts.perfectlyCalibrated}
        limit={findLimit(points.flatMap(({ x, high }) => [x, high]))}
      />
    </ChartCard>
  );
}
