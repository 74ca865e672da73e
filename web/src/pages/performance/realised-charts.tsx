/** Charts of the champion's performance on observed outcomes. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { DiagonalChart, findLimit } from '../../charts/diagonal-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { BandLabel } from '../../components/band-label.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Performance } from '../../queries/api-types.ts';

type Period = Performance['periods'][number];

export function RealisedHistory({ periods, newest }: { periods: Period[]; newest: Period }) {
  return (
    <ChartCard
      title="Realised over time"
      summary={`${formatCount(periods.length)} measured; the newest AUC is ${formatDecimal(newest.auc, 4)} on ${formatCount(newest.applications)} outcomes.`}
      rows={periods}
      rowKey={({ as_of }) => as_of}
      columns={[
        { name: 'Day', cell: ({ as_of }) => formatDate(as_of) },
        { name: 'Outcomes', isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: 'AUC', isNumber: true, cell: ({ auc }) => formatDecimal(auc, 4) },
        { name: 'KS', isNumber: true, cell: ({ ks }) => formatDecimal(ks) },
        { name: 'Brier', isNumber: true, cell: ({ brier }) => formatDecimal(brier) },
        { name: 'ECE', isNumber: true, cell: ({ ece }) => formatDecimal(ece) },
      ]}
    >
      <LineChart
        rows={periods}
        xLabel={({ as_of }) => formatDate(as_of)}
        series={[
          { name: 'AUC', value: ({ auc }) => auc, colour: SERIES_COLOURS.main },
          { name: 'KS', value: ({ ks }) => ks, colour: SERIES_COLOURS.third },
        ]}
        format={(value) => formatDecimal(value, 2)}
        domain={[0, 1]}
      />
    </ChartCard>
  );
}

export function RealisedBandsChart({ bands }: Pick<Performance, 'bands'>) {
  const sentences = bands.map(
    ({ band, expected_pd, realised_rate }) =>
      `${band} ${formatPercent(expected_pd)} expected, ${formatPercent(realised_rate)} came`,
  );
  return (
    <ChartCard
      title="Expected and realised by band"
      summary={sentences.join('; ')}
      rows={bands}
      rowKey={({ band }) => band}
      columns={[
        { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
        { name: 'Applications', isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: 'Expected', isNumber: true, cell: ({ expected_pd }) => formatPercent(expected_pd, 2) },
        { name: 'Realised', isNumber: true, cell: ({ realised_rate }) => formatPercent(realised_rate, 2) },
      ]}
    >
      <ColumnChart
        rows={bands}
        xLabel={({ band }) => band}
        series={[
          { name: 'Expected: mean PD', value: ({ expected_pd }) => expected_pd, colour: SERIES_COLOURS.muted },
          { name: 'Realised: default rate', value: ({ realised_rate }) => realised_rate, colour: SERIES_COLOURS.main },
        ]}
        format={(value) => formatPercent(value, 0)}
      />
    </ChartCard>
  );
}

export function RealisedCalibrationChart({ calibration }: Pick<Performance, 'calibration'>) {
  const outcomes = calibration.reduce((sum, { rows }) => sum + rows, 0);
  const largestGap = Math.max(...calibration.map(({ mean_pd, realised }) => Math.abs(mean_pd - realised)));
  const points = calibration.map(({ mean_pd: x, realised: y }) => ({ x, y }));
  return (
    <ChartCard
      title="Realised calibration"
      summary={`Of ${formatCount(outcomes)} outcomes; the largest gap between expected and realised is ${formatPercent(largestGap)}.`}
      rows={calibration}
      rowKey={({ mean_pd }) => String(mean_pd)}
      columns={[
        { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => formatPercent(mean_pd, 2) },
        { name: 'Defaulted', isNumber: true, cell: ({ realised }) => formatPercent(realised, 2) },
        { name: 'Outcomes', isNumber: true, cell: ({ rows }) => formatCount(rows) },
      ]}
    >
      <DiagonalChart
        series={[{ name: 'Outcomes by PD', colour: SERIES_COLOURS.main, points }]}
        xName="Expected: mean PD"
        yName="Realised: default rate"
        diagonalName="Perfectly calibrated"
        limit={findLimit(points.flatMap(({ x, y }) => [x, y]))}
      />
    </ChartCard>
  );
}

interface ChallengerComparisonProps {
  championPeriods: Period[];
  challenger: NonNullable<Performance['challenger']>;
}

/** Compares both on the periods of the challenger, which has scored for a shorter time. */
export function ChallengerComparison({ championPeriods, challenger }: ChallengerComparisonProps) {
  const rows = challenger.periods.map((period) => ({
    period,
    champion: championPeriods.find(({ as_of }) => as_of === period.as_of),
  }));
  const newest = rows.at(-1);
  return (
    <ChartCard
      title="Champion and challenger"
      summary={`On the same applications: AUC ${formatDecimal(newest?.champion?.auc, 4)} of the champion, ${formatDecimal(newest?.period.auc, 4)} of the challenger ${challenger.version}.`}
      rows={rows}
      rowKey={({ period }) => period.as_of}
      columns={[
        { name: 'Day', cell: ({ period }) => formatDate(period.as_of) },
        { name: 'Applications', isNumber: true, cell: ({ period }) => formatCount(period.applications) },
        { name: 'AUC of the champion', isNumber: true, cell: (row) => formatDecimal(row.champion?.auc, 4) },
        { name: 'AUC of the challenger', isNumber: true, cell: ({ period }) => formatDecimal(period.auc, 4) },
        { name: 'Brier of the champion', isNumber: true, cell: (row) => formatDecimal(row.champion?.brier) },
        { name: 'Brier of the challenger', isNumber: true, cell: ({ period }) => formatDecimal(period.brier) },
      ]}
    >
      <LineChart
        rows={rows}
        xLabel={({ period }) => formatDate(period.as_of)}
        series={[
          { name: 'Champion', value: (row) => row.champion?.auc ?? null, colour: SERIES_COLOURS.main },
          { name: 'Challenger', value: ({ period }) => period.auc, colour: SERIES_COLOURS.second, isDashed: true },
        ]}
        format={(value) => formatDecimal(value, 3)}
        domain={['auto', 'auto']}
      />
    </ChartCard>
  );
}
