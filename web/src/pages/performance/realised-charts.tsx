/** Charts of a model's performance on observed outcomes. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { DiagonalChart, findLimit } from '../../charts/diagonal-chart.tsx';
import { IntervalChart } from '../../charts/interval-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { BandLabel } from '../../components/figures/band-label.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { formatCount, formatDecimal, formatInterval, formatPercent, writeInterval } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Performance } from '../../queries/api-types.ts';
import { livePerformanceTexts as texts } from '../../texts/models/live-performance.ts';
import { performanceTexts } from '../../texts/models/performance.ts';
import { describeBands } from './describe-bands.ts';

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
        { name: texts.aucColumn, isNumber: true, value: ({ auc }) => auc, cell: ({ auc }) => formatDecimal(auc, 4) },
        { name: texts.ksColumn, isNumber: true, value: ({ ks }) => ks, cell: ({ ks }) => formatDecimal(ks) },
        {
          name: texts.brierColumn,
          isNumber: true,
          value: ({ brier }) => brier,
          cell: ({ brier }) => formatDecimal(brier),
        },
        { name: texts.eceColumn, isNumber: true, value: ({ ece }) => ece, cell: ({ ece }) => formatDecimal(ece) },
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
  return (
    <ChartCard
      title={texts.bands}
      summary={describeBands(bands)}
      rows={bands}
      rowKey={({ band }) => band}
      columns={[
        { name: texts.band, cell: ({ band }) => <BandLabel band={band} /> },
        { name: texts.outcomeColumn, isNumber: true, cell: ({ applications }) => formatCount(applications) },
        {
          name: texts.predictedColumn,
          isNumber: true,
          value: ({ expected_pd }) => expected_pd,
          cell: ({ expected_pd }) => formatPercent(expected_pd, 2),
        },
        {
          name: texts.observedColumn,
          isNumber: true,
          value: ({ realised_rate }) => realised_rate,
          cell: ({ realised_rate }) => formatPercent(realised_rate, 2),
        },
        {
          name: texts.intervalColumn,
          isNumber: true,
          value: ({ observed_interval }) => writeInterval(observed_interval),
          cell: ({ observed_interval }) => formatInterval(observed_interval),
        },
      ]}
    >
      <IntervalChart
        rows={bands.map(({ band, expected_pd, realised_rate, observed_interval }) => ({
          ...{ key: band, label: band, predicted: expected_pd, observed: realised_rate, interval: observed_interval },
        }))}
        predictedName={texts.predictedSeries}
        observedName={texts.observedSeries}
        xTitle={texts.rateAxis}
      />
    </ChartCard>
  );
}

export function RealisedCalibrationChart({ calibration }: Pick<Performance, 'calibration'>) {
  const outcomes = calibration.reduce((sum, { rows }) => sum + rows, 0);
  const largestGap = Math.max(...calibration.map(({ mean_pd, realised }) => Math.abs(mean_pd - realised)));
  const points = calibration.map(({ mean_pd: x, realised: y, observed_interval: [low = y, high = y] }) => {
    return { x, y, low, high };
  });
  return (
    <ChartCard
      title={texts.calibration}
      summary={texts.calibrationSummary(outcomes, largestGap)}
      rows={calibration}
      rowKey={({ mean_pd }) => String(mean_pd)}
      columns={[
        {
          name: texts.predictedSeries,
          isNumber: true,
          value: ({ mean_pd }) => mean_pd,
          cell: ({ mean_pd }) => formatPercent(mean_pd, 2),
        },
        {
          name: texts.observedSeries,
          isNumber: true,
          value: ({ realised }) => realised,
          cell: ({ realised }) => formatPercent(realised, 2),
        },
        {
          name: texts.intervalColumn,
          isNumber: true,
          value: ({ observed_interval }) => writeInterval(observed_interval),
          cell: ({ observed_interval }) => formatInterval(observed_interval),
        },
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
