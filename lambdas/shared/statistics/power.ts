/** The power of a comparison: how likely it finds a difference that exists, and which one it can find. */
import { computeNormalShareBelow } from './distributions.ts';
import { NORMAL_QUANTILES } from './wilson-interval.ts';

/** One-sided: the usual power of 80 % finds a difference in four of five comparisons. */
const NORMAL_QUANTILE_80 = 0.8416212335729143;

/** Standard error of the difference of two shares around `share`, in groups of so many rows. */
export function computeShareStandardError(share: number, rowsA: number, rowsB: number): number {
  return Math.sqrt(share * (1 - share) * (1 / rowsA + 1 / rowsB));
}

/** Probability, 0 to 1, that the 95 % interval of a difference leaves out 0 where the difference is `effect`. */
export function computePower(effect: number, standardError: number): number {
  if (!(standardError > 0) || !Number.isFinite(standardError)) return 0;
  const size = Math.abs(effect) / standardError;
  const quantile = NORMAL_QUANTILES[95];
  return computeNormalShareBelow(size - quantile) + computeNormalShareBelow(-size - quantile);
}

/** The smallest difference that is found with a power of 80 %. */
export function computeDetectableEffect(standardError: number): number {
  return (NORMAL_QUANTILES[95] + NORMAL_QUANTILE_80) * standardError;
}
