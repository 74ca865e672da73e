/**
 * The population stability index (PSI) and its sampling noise, as in training/evaluation/stability.py. Pure functions.
 *
 * PSI = Σ (current share − baseline share) · ln(current share / baseline share) over bins (Siddiqi, Credit Risk
 * Scorecards, 2006). An empty bin counts as half a row, so that the logarithm exists.
 */

/** PSI of rows per bin. Both have the same bins and one row at least. */
export function computePsi(baseline: readonly number[], current: readonly number[]): number {
  const [baselineTotal, currentTotal] = [sum(baseline), sum(current)];
  return sum(
    baseline.map((baselineRows, bin) => {
      const currentRows = current[bin] ?? 0;
      if (baselineRows + currentRows === 0) return 0;
      const baselineShare = Math.max(baselineRows, 0.5) / baselineTotal;
      const currentShare = Math.max(currentRows, 0.5) / currentTotal;
      return (currentShare - baselineShare) * Math.log(currentShare / baselineShare);
    }),
  );
}

/** One of a thousand PSIs of an unchanged population is larger than its noise. */
const NORMAL_QUANTILE_999 = 3.0902;

/**
 * The 99.9 % quantile of the PSI without any change. PSI / (1/n + 1/m) then follows about χ² with one degree of freedom
 * fewer than bins (Yurdakul, Statistical Properties of Population Stability Index, 2018); the quantile is Wilson and
 * Hilferty's approximation.
 */
export function computePsiNoise(bins: number, baselineRows: number, currentRows: number): number {
  const freedom = bins - 1;
  if (freedom < 1 || baselineRows < 1 || currentRows < 1) return 0;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + NORMAL_QUANTILE_999 * Math.sqrt(spread)) ** 3 * (1 / baselineRows + 1 / currentRows);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
