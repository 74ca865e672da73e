/** The interval of an observed share, for reports that show rates of few rows. */

/** Quantiles of the normal distribution for two-sided intervals, by their level in percent. */
export const NORMAL_QUANTILES = { 95: 1.959963984540054, 99: 2.5758293035489004 } as const;

export type IntervalLevel = keyof typeof NORMAL_QUANTILES;
export type Interval = [low: number, high: number];

/**
 * Computes the score interval of a share (Wilson, Probable Inference, 1927). It stays between 0 and 1 and holds its
 * level with few rows and near 0, unlike the usual interval (Brown, Cai and DasGupta, Interval Estimation for a Binomial
 * Proportion, 2001). A share of no rows can be anything.
 * @param hits 0 to `rows`; rows divided between two groups may be fractions
 */
export function computeWilsonInterval(hits: number, rows: number, level: IntervalLevel = 95): Interval {
  if (rows <= 0) return [0, 1];
  const quantile = NORMAL_QUANTILES[level];
  const share = hits / rows;
  const z2 = quantile ** 2;
  const middle = share + z2 / (2 * rows);
  const half = quantile * Math.sqrt((share * (1 - share)) / rows + z2 / (4 * rows * rows));
  const scale = 1 + z2 / rows;
  // Without hits the lower end is 0, with hits alone the upper one is 1: floating-point numbers can miss both.
  return [Math.min(share, Math.max(0, (middle - half) / scale)), Math.max(share, Math.min(1, (middle + half) / scale))];
}
