/** Groups counts by score into intervals of the whole scale. Pure functions. */
import { SCORE_SCALE } from '../../../../../shared/decision/policies.ts';

const INTERVAL_POINTS = 25;

/** An interval of scores: `from` is inclusive, `to` exclusive, but inclusive in the last interval of the scale. */
interface ScoreInterval<Point> {
  from: number;
  to: number;
  points: Point[];
}

/** Groups rows by their score. Every interval of the scale is in the result, ascending; the last one includes its end. */
export function groupByInterval<Point extends { score: number }>(rows: readonly Point[]): ScoreInterval<Point>[] {
  const { min, max } = SCORE_SCALE;
  const intervals = Array.from({ length: Math.ceil((max - min) / INTERVAL_POINTS) }, (_, i) => ({
    from: min + i * INTERVAL_POINTS,
    to: Math.min(min + (i + 1) * INTERVAL_POINTS, max),
  }));
  const byIndex = Map.groupBy(rows, ({ score }) =>
    Math.min(Math.floor((score - min) / INTERVAL_POINTS), intervals.length - 1),
  );
  return intervals.map((interval, i) => ({ ...interval, points: byIndex.get(i) ?? [] }));
}
