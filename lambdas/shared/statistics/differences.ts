/** Differences of two groups with their intervals: of shares, and of rates of money. Pure functions. */
import { computeWilsonInterval, type Interval, type IntervalLevel, NORMAL_QUANTILES } from './wilson-interval.ts';

/** `hits` of `rows`, 0 to `rows`. */
export interface Count {
  hits: number;
  rows: number;
}

/** Sums over the rows of a group: of two amounts, their squares and their product. */
export interface RateSums {
  rows: number;
  /** Sum of what the rate is a part of, for example the exposure. */
  base: number;
  /** Sum of the part, for example the expected loss. */
  part: number;
  base_squared: number;
  part_squared: number;
  product: number;
}

/** A rate of sums with its standard error. */
export interface Rate {
  rate: number;
  standard_error: number;
}

/**
 * The interval of the share of `a` minus that of `b`, from the score intervals of both, so that it holds with few rows
 * and near 0 and 1 (Newcombe, Interval Estimation for the Difference between Independent Proportions, 1998, method 10).
 */
export function computeShareDifferenceInterval(a: Count, b: Count, level: IntervalLevel = 95): Interval {
  if (a.rows <= 0 || b.rows <= 0) return [-1, 1];
  const [shareA, shareB] = [a.hits / a.rows, b.hits / b.rows];
  const [lowA, highA] = computeWilsonInterval(a.hits, a.rows, level);
  const [lowB, highB] = computeWilsonInterval(b.hits, b.rows, level);
  const difference = shareA - shareB;
  return [
    difference - Math.hypot(shareA - lowA, highB - shareB),
    difference + Math.hypot(highA - shareA, shareB - lowB),
  ];
}

/**
 * Estimates the rate of two sums. Its standard error takes into account that both vary from row to row (the ratio
 * estimator: Cochran, Sampling Techniques, 1977, chapter 6).
 * @returns null with fewer than two rows, or where the base is 0
 */
export function estimateRate({ rows, base, part, base_squared, part_squared, product }: RateSums): Rate | null {
  if (rows < 2 || base <= 0) return null;
  const rate = part / base;
  const residuals = Math.max(0, part_squared - 2 * rate * product + rate * rate * base_squared);
  return { rate, standard_error: Math.sqrt((rows / (rows - 1)) * residuals) / base };
}

/** The interval of the rate of `a` minus that of `b`. */
export function computeRateDifferenceInterval(a: Rate, b: Rate, level: IntervalLevel = 95): Interval {
  const half = NORMAL_QUANTILES[level] * Math.hypot(a.standard_error, b.standard_error);
  return [a.rate - b.rate - half, a.rate - b.rate + half];
}
