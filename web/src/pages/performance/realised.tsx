/** Pictures of the champion on outcomes that came true after it had scored. */

import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-frame.tsx';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { DiagonalChart } from '../../charts/diagonal-chart.tsx';
import { Lines } from '../../charts/line-chart.tsx';
import { BandLabel } from '../../components/parts.tsx';
import { formatCount, formatDate, formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { Performance } from '../../queries/api-types.ts';

type Period = Performance['periods'][number];

export function Realised({ report: { periods, bands, calibration } }: { report: Performance }) {
  const newest = periods.at(-1) as Period;
  return (
    <div className="grid">
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
        <Lines
          rows={periods}
          x={({ as_of }) => formatDate(as_of)}
          series={[
            { name: 'AUC', value: ({ auc }) => auc, colour: SERIES_COLOURS.main },
            { name: 'KS', value: ({ ks }) => ks, colour: SERIES_COLOURS.third },
          ]}
          format={(value) => formatDecimal(value, 2)}
          domain={[0, 1]}
        />
      </ChartCard>
      <ChartCard
        title="Expected and realised by band"
        summary={bands
          .map(
            ({ band, expected_pd, realised_rate }) =>
              `${band} ${formatPercent(expected_pd)} expected, ${formatPercent(realised_rate)} came`,
          )
          .join('; ')}
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
          x={({ band }) => band}
          series={[
            { name: 'Expected: mean PD', value: ({ expected_pd }) => expected_pd, colour: SERIES_COLOURS.muted },
            {
              name: 'Realised: default rate',
              value: ({ realised_rate }) => realised_rate,
              colour: SERIES_COLOURS.main,
            },
          ]}
          format={(value) => formatPercent(value, 0)}
        />
      </ChartCard>
      {calibration.length > 0 && <RealisedCalibration calibration={calibration} />}
    </div>
  );
}

function RealisedCalibration({ calibration }: Pick<Performance, 'calibration'>) {
  const gap = Math.max(...calibration.map(({ mean_pd, realised }) => Math.abs(mean_pd - realised)));
  return (
    <ChartCard
      title="Realised calibration"
      summary={`Of ${formatCount(calibration.reduce((sum, { rows }) => sum + rows, 0))} outcomes; the largest gap between expected and realised is ${formatPercent(gap)}.`}
      rows={calibration}
      rowKey={({ mean_pd }) => String(mean_pd)}
      columns={[
        { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => formatPercent(mean_pd, 2) },
        { name: 'Defaulted', isNumber: true, cell: ({ realised }) => formatPercent(realised, 2) },
        { name: 'Outcomes', isNumber: true, cell: ({ rows }) => formatCount(rows) },
      ]}
    >
      <DiagonalChart
        series={[
          {
            name: 'Outcomes by PD',
            colour: SERIES_COLOURS.main,
            points: calibration.map(({ mean_pd: x, realised: y }) => ({ x, y })),
          },
        ]}
        xName="Expected: mean PD"
        yName="Realised: default rate"
        diagonalName="Perfectly calibrated"
        limit={Math.min(
          1,
          Math.ceil(10 * Math.max(...calibration.flatMap(({ mean_pd, realised }) => [mean_pd, realised]))) / 10,
        )}
      />
    </ChartCard>
  );
}

export function Challenger({
  champion,
  challenger,
}: {
  champion: Period[];
  challenger: NonNullable<Performance['challenger']>;
}) {
  const rows = challenger.periods.map((period) => ({
    period,
    champion: champion.find(({ as_of }) => as_of === period.as_of),
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
      <Lines
        rows={rows}
        x={({ period }) => formatDate(period.as_of)}
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
