/** The interval of an observed share, for reports that show rates of few rows. */

/** Quantile of the normal distribution for a two-sided interval of 95 %. */
const NORMAL_QUANTILE_975 = 1.959963984540054;

/**
 * Computes the 95 % score interval of a share (Wilson, Probable Inference, 1927). It stays between 0 and 1 and holds its
 * level with few rows and near 0, unlike the usual interval (Brown, Cai and DasGupta, Interval Estimation for a Binomial
 * Proportion, 2001). A share of no rows can be anything.
 * @param hits 0 to `rows`; rows divided between two groups may be fractions
 */
export function computeWilsonInterval(hits: number, rows: number): [low: number, high: number] {
  if (rows <= 0) return [0, 1];
  const share = hits / rows;
  const z2 = NORMAL_QUANTILE_975 ** 2;
  const middle = share + z2 / (2 * rows);
  const half = NORMAL_QUANTILE_975 * Math.sqrt((share * (1 - share)) / rows + z2 / (4 * rows * rows));
  const scale = 1 + z2 / rows;
  // Without hits the lower end is 0, with hits alone the upper one is 1: floating-point numbers can miss both.
  return [Math.min(share, Math.max(0, (middle - half) / scale)), Math.max(share, Math.min(1, (middle + half) / scale))];
}
