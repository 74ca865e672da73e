/** The 95 % interval of an observed default rate, and whether a predicted one lies in it. Pure functions. */

/** The 97.5 % quantile of the normal distribution. */
const Z_95 = 1.959964;

export interface ObservedRate {
  rate: number;
  low: number;
  high: number;
}

/** Wilson's score interval, which is valid for few outcomes and rates near 0. */
export function observeRate(rate: number, outcomes: number): ObservedRate {
  if (outcomes <= 0) return { rate, low: 0, high: 1 };
  const z2 = Z_95 ** 2 / outcomes;
  const centre = (rate + z2 / 2) / (1 + z2);
  const half = (Z_95 * Math.sqrt((rate * (1 - rate)) / outcomes + z2 / (4 * outcomes))) / (1 + z2);
  return { rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export const containsRate = ({ low, high }: ObservedRate, predicted: number): boolean =>
  predicted >= low && predicted <= high;
