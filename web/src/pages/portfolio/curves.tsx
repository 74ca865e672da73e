/** Gain and KS curves of the score on the outcomes. */
import { SCORE_SCALE } from '../../../api-facts.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { CurveChart } from '../../charts/curve-chart.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import type { Column } from '../../components/tables/table.tsx';
import { formatCount, formatPercentTick } from '../../format/numbers.ts';
import type { ScoreBands } from '../../queries/api-types.ts';
import { scoreBandTexts } from '../../texts/portfolio/score-bands.ts';
import { sharedTexts } from '../../texts/shared.ts';

type Point = ScoreBands['curve'][number];

const SHARES: [number, number] = [0, 1];
/** The share of applications that the summary of the gain curve names. */
const SUMMARY_SHARE = 0.2;
const NUMBERS = createNumberColumns<Point>();
const COLUMNS: Column<Point>[] = [
  NUMBERS.count(sharedTexts.figures.score, ({ score }) => score),
  NUMBERS.percent(sharedTexts.figures.applications, (point) => point.population_share, 2),
  NUMBERS.percent(scoreBandTexts.bads, (point) => point.bad_share, 2),
  NUMBERS.percent(scoreBandTexts.goods, (point) => point.good_share, 2),
];
const getRowKey = ({ score }: Point) => String(score);

export function GainCurve({ curve }: { curve: Point[] }) {
  const named = curve.find(({ population_share }) => population_share >= SUMMARY_SHARE) ?? (curve.at(-1) as Point);
  const start: Point = { score: SCORE_SCALE.min, population_share: 0, bad_share: 0, good_share: 0 };
  return (
    <ChartCard
      title={scoreBandTexts.gain}
      summary={scoreBandTexts.gainSummary(named.population_share, named.bad_share)}
      rows={curve}
      rowKey={getRowKey}
      columns={COLUMNS}
    >
      <CurveChart
        rows={[start, ...curve]}
        x={({ population_share }) => population_share}
        xDomain={SHARES}
        yDomain={SHARES}
        formatX={formatPercentTick}
        formatY={formatPercentTick}
        xTitle={scoreBandTexts.gainX}
        yTitle={scoreBandTexts.gainY}
        series={[
          { name: scoreBandTexts.model, value: ({ bad_share }) => bad_share, colour: SERIES_COLOURS.main },
          {
            name: scoreBandTexts.random,
            value: ({ population_share }) => population_share,
            colour: SERIES_COLOURS.muted,
            isDashed: true,
          },
        ]}
      />
    </ChartCard>
  );
}

export function KsCurve({ curve, ks }: { curve: Point[]; ks: NonNullable<ScoreBands['ks']> }) {
  // A model with another scale than the first ones has scores beyond theirs.
  const min = Math.min(SCORE_SCALE.min, ...curve.map(({ score }) => score));
  const max = Math.max(SCORE_SCALE.max, ...curve.map(({ score }) => score));
  return (
    <ChartCard
      title={scoreBandTexts.ksCurve}
      summary={scoreBandTexts.ksSummary(ks.value, ks.score)}
      rows={curve}
      rowKey={getRowKey}
      columns={COLUMNS}
    >
      <CurveChart
        rows={curve}
        x={({ score }) => score}
        xDomain={[min, max]}
        yDomain={SHARES}
        formatX={formatCount}
        formatY={formatPercentTick}
        xTitle={sharedTexts.axes.score}
        yTitle={scoreBandTexts.ksY}
        series={[
          { name: scoreBandTexts.bads, value: ({ bad_share }) => bad_share, colour: SERIES_COLOURS.second },
          { name: scoreBandTexts.goods, value: ({ good_share }) => good_share, colour: SERIES_COLOURS.main },
        ]}
        marks={[
          {
            label: scoreBandTexts.ksMark(ks.value),
            share: (ks.score - min) / (max - min),
          },
        ]}
      />
    </ChartCard>
  );
}
