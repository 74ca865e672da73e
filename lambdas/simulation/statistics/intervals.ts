/** Computes intervals of simulated shares, ratios and differences. Pure functions, no I/O. */
import type { Count } from '../../shared/statistics/differences.ts';
import { type Interval, NORMAL_QUANTILES } from '../../shared/statistics/wilson-interval.ts';

/**
 * Computes the 95 % interval of a ratio of two independent shares on the log scale (Katz, Baptista, Azen and Pike, 1978,
 * Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies). Half a hit stands for none in the share above.
 * @param below has at least one hit
 */
export function computeRatioInterval(above: Count, below: Count): Interval {
  const hits = Math.max(above.hits, 0.5);
  const ratio = hits / above.rows / (below.hits / below.rows);
  const variance = Math.max(0, 1 / hits - 1 / above.rows) + 1 / below.hits - 1 / below.rows;
  const half = NORMAL_QUANTILES[95] * Math.sqrt(variance);
  return [above.hits === 0 ? 0 : ratio * Math.exp(-half), ratio * Math.exp(half)];
}

/**
 * Computes the 95 % interval of the difference of two shares of the same rows (Wald, paired): only rows that are in one
 * of the two move it.
 */
export function computePairedInterval(gained: number, lost: number, rows: number): Interval {
  if (rows === 0) return [0, 0];
  const difference = (gained - lost) / rows;
  const variance = ((gained + lost) / rows - difference ** 2) / rows;
  const half = NORMAL_QUANTILES[95] * Math.sqrt(Math.max(0, variance));
  return [difference - half, difference + half];
}
