/**
 * The population stability index, as training/evaluation/stability.py has it, and how large chance alone makes it. Pure.
 *
 * PSI = Σ (share now − share then) · ln(share now / share then) over bins (Siddiqi, Credit Risk Scorecards, 2006). A bin
 * that lost or won all its rows counts as half a row, so that the logarithm exists.
 */

/** PSI of rows per bin, then and now; both have the same bins, and a row at least. */
export function computePsi(then: readonly number[], now: readonly number[]): number {
  const [before, after] = [sum(then), sum(now)];
  return sum(
    then.map((rows, bin) => {
      const rowsNow = now[bin] ?? 0;
      if (rows + rowsNow === 0) return 0;
      const [was, is] = [Math.max(rows, 0.5) / before, Math.max(rowsNow, 0.5) / after];
      return (is - was) * Math.log(is / was);
    }),
  );
}

/** Of a thousand indices of unchanged populations one is larger. */
const NORMAL_QUANTILE_999 = 3.0902;

/**
 * What chance alone gives: without any change PSI / (1/n + 1/m) is about χ² with a degree of freedom less than there are
 * bins (Yurdakul, Statistical Properties of Population Stability Index, 2018). Its 99.9 % quantile, by Wilson and Hilferty.
 */
export function computePsiNoise(bins: number, rowsThen: number, rowsNow: number): number {
  const freedom = bins - 1;
  if (freedom < 1 || rowsThen < 1 || rowsNow < 1) return 0;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + NORMAL_QUANTILE_999 * Math.sqrt(spread)) ** 3 * (1 / rowsThen + 1 / rowsNow);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
