/** Reads the effects of a feature: in which direction the risk moves as its value grows, and the words for a value. */
import type { FeatureEffect } from '../../queries/api-types.ts';
import { featuresTexts as texts } from '../../texts/models/features.ts';

export type Direction = keyof typeof texts.directions;

/** Contributions that differ by less do not move a decision: 0.02 log odds are 2 % of the odds. */
const SMALL_LOG_ODDS = 0.02;
/** A move against the others by up to this share of the whole range counts as noise. */
const NOISE_SHARE = 0.2;

/** `riskier`: the mean contribution rises with the value, but for noise. */
export function findDirection(effects: readonly FeatureEffect[]): Direction {
  const known = effects.filter(({ is_missing }) => !is_missing);
  if (known.length === 0) return 'unknown';
  const contributions = known.map(({ mean_contribution }) => mean_contribution);
  const range = Math.max(...contributions) - Math.min(...contributions);
  if (range < SMALL_LOG_ODDS) return 'none';
  if (known.some(({ category }) => category !== null)) return 'categories';
  const rise = measureLargestRise(contributions);
  const fall = measureLargestRise(contributions.toReversed());
  if (fall <= NOISE_SHARE * range) return 'riskier';
  return rise <= NOISE_SHARE * range ? 'safer' : 'mixed';
}

/** The largest amount by which a later value exceeds an earlier one. */
function measureLargestRise(values: readonly number[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  let rise = 0;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    rise = Math.max(rise, value - lowest);
  }
  return rise;
}

/** `up to 5`, `6 to 10`, `university`, `Unknown`; both ends are included. */
export function labelEffect({ from, to, category, is_missing }: FeatureEffect): string {
  if (is_missing) return texts.missing;
  if (category !== null) return category;
  if (from === null) return to === null ? texts.allValues : texts.upTo(to);
  if (to === null) return texts.atLeast(from);
  return from === to ? texts.exactly(from) : texts.between(from, to);
}

/** The riskiest and the safest known value, and the unknown ones, in a sentence. */
export function describeEffects(effects: readonly FeatureEffect[]): string {
  const known = effects.filter(({ is_missing }) => !is_missing);
  const missing = effects.find(({ is_missing }) => is_missing);
  const [first] = known;
  if (!first) return missing ? texts.missingSummary(missing.rows, missing.mean_contribution).trim() : '';
  const highest = known.reduce((a, b) => (b.mean_contribution > a.mean_contribution ? b : a), first);
  const lowest = known.reduce((a, b) => (b.mean_contribution < a.mean_contribution ? b : a), first);
  return (
    texts.effectSummary(
      labelEffect(highest),
      highest.mean_contribution,
      labelEffect(lowest),
      lowest.mean_contribution,
    ) + (missing ? texts.missingSummary(missing.rows, missing.mean_contribution) : '')
  );
}

/** The length of a full bar in either direction: never 0, which could not divide. */
export function findLargestEffect(effects: readonly FeatureEffect[]): number {
  return Math.max(0, ...effects.map(({ mean_contribution }) => Math.abs(mean_contribution))) || 1;
}
