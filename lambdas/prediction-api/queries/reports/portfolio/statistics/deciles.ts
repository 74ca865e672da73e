/** Divides applications into tenths by score. Pure functions over counts by score. */
import { addWeighted, type ScoreCounts, type ScorePoint } from './score-counts.ts';

const DECILES = 10;

/** A tenth of the applications, with scores from `from` to `to`, both inclusive. */
export interface Decile extends ScoreCounts {
  /** 1 has the lowest scores, which are the riskiest. */
  decile: number;
  from: number;
  to: number;
}

/**
 * Divides the applications into ten groups of equal size. Where the edge of two deciles lies within the applications of
 * one score, their counts are divided by share, so that the result depends on no order among equal scores.
 * @param points ascending by score
 * @returns ten deciles, the riskiest first; none without applications
 */
export function computeDeciles(points: readonly ScorePoint[]): Decile[] {
  const occupied = points.filter(({ applications }) => applications > 0);
  const total = occupied.reduce((sum, { applications }) => sum + applications, 0);
  const deciles: Decile[] = [];
  // Edges count tenths of an application, in which all of them are whole numbers: the d-th one is at d × total.
  let start = 0;
  for (const point of occupied) {
    const end = start + DECILES * point.applications;
    for (let i = Math.floor(start / total); i * total < end; i++) {
      const overlap = Math.min(end, (i + 1) * total) - Math.max(start, i * total);
      const decile = deciles[i] ?? createDecile(i + 1, point.score);
      deciles[i] = { ...decile, to: point.score, ...addWeighted(decile, point, overlap / (end - start)) };
    }
    start = end;
  }
  return deciles;
}

function createDecile(decile: number, score: number): Decile {
  const counts = { applications: 0, pd_sum: 0, outcomes: 0, bads: 0, outcome_pd_sum: 0 };
  return { decile, from: score, to: score, ...counts };
}
