/** Holds features that a request brought to what the champion and the policy read. Pure. */

import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { findFeature } from '../../shared/features/catalogue.ts';
import { type FieldError, Problem } from '../http/problem.ts';

/**
 * The problem with the features, if there is one: a name that neither the champion nor the catalogue has, a needed one
 * that is absent (unknown is said by null, so that no typing error scores somebody as unknown), or one of another type.
 * Of the catalogue's the schema has checked type and range. What only other models read may be sent and is left out, so
 * that a promotion does not break a caller who sends all there is.
 * @param known names of features that may not be null
 */
export function checkSentFeatures(
  sent: Readonly<Record<string, unknown>>,
  needed: readonly NeededFeature[],
  known: readonly string[],
): Problem | undefined {
  const types = new Map(needed.map(({ name, type }) => [name, type]));
  const errors = [
    ...Object.keys(sent)
      .filter((name) => !types.has(name) && !findFeature(name))
      .map((name) => error(name, 'Unknown feature')),
    ...needed.flatMap(({ name, type }) => {
      const value = sent[name];
      if (value === undefined) return [error(name, 'Missing; null says that it is unknown')];
      if (value === null) return known.includes(name) ? [error(name, 'Must be known')] : [];
      const isRight = type === 'category' ? typeof value === 'string' : isNumber(value);
      return isRight ? [] : [error(name, `Must be a ${type}, or null`)];
    }),
  ];
  if (errors.length === 0) return undefined;
  return new Problem(422, 'invalid-body', 'The features are not those that the champion reads.', errors);
}

/** A number within the range of float32, which the model computes in. */
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(Math.fround(value));

const error = (name: string, message: string): FieldError => ({ path: `features.${name}`, message });
