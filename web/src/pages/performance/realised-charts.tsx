/** Charts of a model's performance on observed outcomes. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { DiagonalChart, findLimit } from '../../charts/diagonal-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { BandLabel } from '../../components/band-label.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Performance } from '../../queries/api-types.ts';
import { livePerformanceTexts as texts } from '../../texts/live-performance.ts';
import { performanceTexts } from '../../texts/performance.ts';
import { describeBands, selectMeasured } from './describe-bands.ts';
import { observeRate } from './observed-rate.ts';

type Period = Performance['periods'][number];

interface RealisedHistoryProps {
  periods: Period[];
  newest: Period;
  isWide: boolean;
}

export function RealisedHistory({ periods, newest, isWide }: RealisedHistoryProps) {
  return (
    <ChartCard
      isWide={isWide}
      title={texts.history}
      summary={texts.historySummary(periods.length, newest.auc, newest.applications)}
      rows={periods}
      rowKey={({ as_of }) => as_of}
      columns={[
        { name: texts.day, cell: ({ as_of }) => formatDate(as_of) },
        { name: texts.outcomeColumn, isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: texts.aucColumn, isNumber: true, cell: ({ auc }) => formatDecimal(auc, 4) },
        { name: texts.ksColumn, isNumber: true, cell: ({ ks }) => formatDecimal(ks) },
        { name: texts.brierColumn, isNumber: true, cell: ({ brier }) => formatDecimal(brier) },
        { name: texts.eceColumn, isNumber: true, cell: ({ ece }) => formatDecimal(ece) },
        { name: texts.levelColumn, cell: ({ level }) => <StateBadge code={level} /> },
      ]}
    >
      <LineChart
        rows={periods}
        xLabel={({ as_of }) => formatDate(as_of)}
        series={[
          { name: texts.aucColumn, value: ({ auc }) => auc, colour: SERIES_COLOURS.main },
          { name: texts.ksColumn, value: ({ ks }) => ks, colour: SERIES_COLOURS.third },
        ]}
        format={(value) => formatDecimal(value, 2)}
        xTitle={texts.day}
        yTitle={texts.aucAxis}
        domain={[0, 1]}
      />
    </ChartCard>
  );
}

export function RealisedBandsChart({ bands }: Pick<Performance, 'bands'>) {
  // The picture leaves out bands with too few applications; the table lists them.
  const measured = selectMeasured(bands);
  return (
    <ChartCard
      title={texts.bands}
      summary={describeBands(bands)}
      rows={bands}
      rowKey={({ band }) => band}
      columns={[
        { name: texts.band, cell: ({ band }) => <BandLabel band={band} /> },
        { name: texts.outcomeColumn, isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: texts.predictedColumn, isNumber: true, cell: ({ expected_pd }) => formatPercent(expected_pd, 2) },
        { name: texts.observedColumn, isNumber: true, cell: ({ realised_rate }) => formatPercent(realised_rate, 2) },
        { name: texts.intervalColumn, isNumber: true, cell: describeInterval },
      ]}
    >
      <ColumnChart
        rows={measured}
        xLabel={({ band }) => band}
        series={[
          { name: texts.predictedSeries, value: ({ expected_pd }) => expected_pd, colour: SERIES_COLOURS.muted },
          { name: texts.observedSeries, value: ({ realised_rate }) => realised_rate, colour: SERIES_COLOURS.main },
        ]}
        format={(value) => formatPercent(value, 0)}
        xTitle={texts.bandAxis}
        yTitle={texts.rateAxis}
      />
    </ChartCard>
  );
}

function describeInterval({ realised_rate, applications }: Performance['bands'][number]): string {
  if (realised_rate === null) return '–';
  const { low, high } = observeRate(realised_rate, applications);
  return texts.interval(low, high);
}

export function RealisedCalibrationChart({ calibration }: Pick<Performance, 'calibration'>) {
  const outcomes = calibration.reduce((sum, { rows }) => sum + rows, 0);
  const largestGap = Math.max(...calibration.map(({ mean_pd, realised }) => Math.abs(mean_pd - realised)));
  const points = calibration.map(({ mean_pd: x, realised: y, rows }) => {
    const { low, high } = observeRate(y, rows);
    return { x, y, low, high, rows };
  });
  return (
    <ChartCard
      title={texts.calibration}
      summary={texts.calibrationSummary(outcomes, largestGap)}
      rows={points}
      rowKey={({ x }) => String(x)}
      columns={[
        { name: texts.predictedSeries, isNumber: true, cell: ({ x }) => formatPercent(x, 2) },
        { name: texts.observedSeries, isNumber: true, cell: ({ y }) => formatPercent(y, 2) },
        { name: texts.intervalColumn, isNumber: true, cell: ({ low, high }) => texts.interval(low, high) },
        { name: texts.outcomeColumn, isNumber: true, cell: ({ rows }) => formatCount(rows) },
      ]}
    >
      <DiagonalChart
        series={[{ name: texts.calibrationSeries, colour: SERIES_COLOURS.main, points }]}
        xName={performanceTexts.meanPdAxis}
        yName={performanceTexts.defaultRateAxis}
        diagonalName={performanceTexts.perfectlyCalibrated}
        limit={findLimit(points.flatMap(({ x, high }) => [x, high]))}
      />
    </ChartCard>
  );
}
