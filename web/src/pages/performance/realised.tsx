/** Pictures of the champion on outcomes that came true after it had scored. */

import { Figure } from '../../charts/chart-card.tsx';
import { SERIES } from '../../charts/chart-frame.tsx';
import { Columns } from '../../charts/column-chart.tsx';
import { Square } from '../../charts/diagonal-chart.tsx';
import { Lines } from '../../charts/line-chart.tsx';
import { Band } from '../../components/parts.tsx';
import { count, day, figure, percent } from '../../format/numbers.ts';
import type { Performance } from '../../queries/api-types.ts';

type Period = Performance['periods'][number];

export function Realised({ report: { periods, bands, calibration } }: { report: Performance }) {
  const newest = periods.at(-1) as Period;
  return (
    <div className="grid">
      <Figure
        title="Realised over time"
        summary={`${count(periods.length)} measured; the newest AUC is ${figure(newest.auc, 4)} on ${count(newest.applications)} outcomes.`}
        rows={periods}
        keyOf={({ as_of }) => as_of}
        columns={[
          { name: 'Day', cell: ({ as_of }) => day(as_of) },
          { name: 'Outcomes', isNumber: true, cell: ({ applications }) => count(applications) },
          { name: 'AUC', isNumber: true, cell: ({ auc }) => figure(auc, 4) },
          { name: 'KS', isNumber: true, cell: ({ ks }) => figure(ks) },
          { name: 'Brier', isNumber: true, cell: ({ brier }) => figure(brier) },
          { name: 'ECE', isNumber: true, cell: ({ ece }) => figure(ece) },
        ]}
      >
        <Lines
          rows={periods}
          x={({ as_of }) => day(as_of)}
          series={[
            { name: 'AUC', value: ({ auc }) => auc, colour: SERIES.main },
            { name: 'KS', value: ({ ks }) => ks, colour: SERIES.third },
          ]}
          format={(value) => figure(value, 2)}
          domain={[0, 1]}
        />
      </Figure>
      <Figure
        title="Expected and realised by band"
        summary={bands
          .map(
            ({ band, expected_pd, realised_rate }) =>
              `${band} ${percent(expected_pd)} expected, ${percent(realised_rate)} came`,
          )
          .join('; ')}
        rows={bands}
        keyOf={({ band }) => band}
        columns={[
          { name: 'Band', cell: ({ band }) => <Band band={band} /> },
          { name: 'Applications', isNumber: true, cell: ({ applications }) => count(applications) },
          { name: 'Expected', isNumber: true, cell: ({ expected_pd }) => percent(expected_pd, 2) },
          { name: 'Realised', isNumber: true, cell: ({ realised_rate }) => percent(realised_rate, 2) },
        ]}
      >
        <Columns
          rows={bands}
          x={({ band }) => band}
          series={[
            { name: 'Expected: mean PD', value: ({ expected_pd }) => expected_pd, colour: SERIES.muted },
            { name: 'Realised: default rate', value: ({ realised_rate }) => realised_rate, colour: SERIES.main },
          ]}
          format={(value) => percent(value, 0)}
        />
      </Figure>
      {calibration.length > 0 && <RealisedCalibration calibration={calibration} />}
    </div>
  );
}

function RealisedCalibration({ calibration }: Pick<Performance, 'calibration'>) {
  const gap = Math.max(...calibration.map(({ mean_pd, realised }) => Math.abs(mean_pd - realised)));
  return (
    <Figure
      title="Realised calibration"
      summary={`Of ${count(calibration.reduce((sum, { rows }) => sum + rows, 0))} outcomes; the largest gap between expected and realised is ${percent(gap)}.`}
      rows={calibration}
      keyOf={({ mean_pd }) => String(mean_pd)}
      columns={[
        { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => percent(mean_pd, 2) },
        { name: 'Defaulted', isNumber: true, cell: ({ realised }) => percent(realised, 2) },
        { name: 'Outcomes', isNumber: true, cell: ({ rows }) => count(rows) },
      ]}
    >
      <Square
        series={[
          {
            name: 'Outcomes by PD',
            colour: SERIES.main,
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
    </Figure>
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
    <Figure
      title="Champion and challenger"
      summary={`On the same applications: AUC ${figure(newest?.champion?.auc, 4)} of the champion, ${figure(newest?.period.auc, 4)} of the challenger ${challenger.version}.`}
      rows={rows}
      keyOf={({ period }) => period.as_of}
      columns={[
        { name: 'Day', cell: ({ period }) => day(period.as_of) },
        { name: 'Applications', isNumber: true, cell: ({ period }) => count(period.applications) },
        { name: 'AUC of the champion', isNumber: true, cell: (row) => figure(row.champion?.auc, 4) },
        { name: 'AUC of the challenger', isNumber: true, cell: ({ period }) => figure(period.auc, 4) },
        { name: 'Brier of the champion', isNumber: true, cell: (row) => figure(row.champion?.brier) },
        { name: 'Brier of the challenger', isNumber: true, cell: ({ period }) => figure(period.brier) },
      ]}
    >
      <Lines
        rows={rows}
        x={({ period }) => day(period.as_of)}
        series={[
          { name: 'Champion', value: (row) => row.champion?.auc ?? null, colour: SERIES.main },
          { name: 'Challenger', value: ({ period }) => period.auc, colour: SERIES.second, isDashed: true },
        ]}
        format={(value) => figure(value, 3)}
        domain={['auto', 'auto']}
      />
    </Figure>
  );
}
