/**
 * How well scores rank outcomes: cumulative shares, KS and Gini. Pure functions over counts by score; ties within a score
 * are counted exactly, because all its applications are at one point of the curve.
 */
import type { ScorePoint } from './score-counts.ts';

/** Shares of the applications with an outcome that have this score or a lower one. */
export interface CurvePoint {
  score: number;
  population_share: number;
  bad_share: number;
  good_share: number;
}

/**
 * Computes the curve of cumulative shares: bad_share over population_share is the gain curve, and the difference of
 * bad_share and good_share the KS curve. One point for each score with an outcome.
 * @param points ascending by score; empty without bads or without goods, for which there is no curve
 */
export function computeCurve(points: readonly ScorePoint[]): CurvePoint[] {
  const outcomes = points.reduce((sum, point) => sum + point.outcomes, 0);
  const bads = points.reduce((sum, point) => sum + point.bads, 0);
  const goods = outcomes - bads;
  if (bads <= 0 || goods <= 0) return [];
  let [lowerOutcomes, lowerBads] = [0, 0];
  return points
    .filter((point) => point.outcomes > 0)
    .map((point) => {
      lowerOutcomes += point.outcomes;
      lowerBads += point.bads;
      return {
        score: point.score,
        population_share: lowerOutcomes / outcomes,
        bad_share: lowerBads / bads,
        good_share: (lowerOutcomes - lowerBads) / goods,
      };
    });
}

/** Finds the largest difference of the two cumulative shares, and up to which score it is reached first. */
export function findKs(curve: readonly CurvePoint[]): { value: number; score: number } | null {
  return curve.reduce<{ value: number; score: number } | null>((largest, { score, bad_share, good_share }) => {
    const value = Math.abs(bad_share - good_share);
    return largest === null || value > largest.value ? { value, score } : largest;
  }, null);
}

/** Computes 2 × AUC - 1, where the AUC counts a bad and a good with the same score as one half. */
export function computeGini(curve: readonly CurvePoint[]): number | null {
  if (curve.length === 0) return null;
  const auc = curve.reduce((area, { bad_share, good_share }, i) => {
    const before = curve[i - 1] ?? { bad_share: 0, good_share: 0 };
    return area + ((bad_share + before.bad_share) / 2) * (good_share - before.good_share);
  }, 0);
  return 2 * auc - 1;
}
