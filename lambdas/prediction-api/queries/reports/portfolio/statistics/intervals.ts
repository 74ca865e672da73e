/** Groups counts by score into intervals of the whole scale. Pure functions. */
import { DEFAULT_SCORE_SCALE } from '../../../../../shared/model/score-scale.ts';

const INTERVAL_POINTS = 25;

/** An interval of scores: `from` is inclusive, `to` exclusive, but inclusive in the last interval of the scale. */
interface ScoreInterval<Point> {
  from: number;
  to: number;
  points: Point[];
}

/**
 * Groups rows by their score. Every interval of the scale is in the result, ascending; the last one includes its end. The
 * scale is that of the first models, widened to the scores of models with another one.
 */
export function groupByInterval<Point extends { score: number }>(rows: readonly Point[]): ScoreInterval<Point>[] {
  const { min, max } = widenScale(rows);
  const intervals = Array.from({ length: Math.ceil((max - min) / INTERVAL_POINTS) }, (_, i) => ({
    from: min + i * INTERVAL_POINTS,
    to: min + (i + 1) * INTERVAL_POINTS,
  }));
  const byIndex = Map.groupBy(rows, ({ score }) =>
    Math.min(Math.floor((score - min) / INTERVAL_POINTS), intervals.length - 1),
  );
  return intervals.map((interval, i) => ({ ...interval, points: byIndex.get(i) ?? [] }));
}

/** The scale of the first models, widened by whole intervals. */
function widenScale(rows: readonly { score: number }[]): { min: number; max: number } {
  let { min, max } = DEFAULT_SCORE_SCALE;
  for (const { score } of rows) {
    if (score < min) min -= Math.ceil((min - score) / INTERVAL_POINTS) * INTERVAL_POINTS;
    if (score > max) max += Math.ceil((score - max) / INTERVAL_POINTS) * INTERVAL_POINTS;
  }
  return { min, max };
}
