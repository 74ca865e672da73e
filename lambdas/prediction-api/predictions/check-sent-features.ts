/** Checks the features of a request against those that the model and the policies read. Pure functions, no I/O. */
import { MissingPolicyFeature } from '../../shared/decision/decide.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { findFeature } from '../../shared/features/catalogue.ts';
import { type FieldError, Problem } from '../http/problem.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';

/**
 * The problem (422) with the sent features, or undefined. Refused are: a name that neither the champion nor the
 * catalogue has; a needed feature that is absent (null says unknown, so that a misspelt name is not scored as unknown);
 * a value of another type. Features that only other models read may be sent and are ignored, so that a promotion does
 * not break a caller who sends them all. The request's schema has checked types and ranges of the catalogue's features.
 */
export function checkSentFeatures(
  sent: Readonly<Record<string, unknown>>,
  needed: readonly NeededFeature[],
): Problem | undefined {
  const types = new Map(needed.map(({ name, type }) => [name, type]));
  const errors = [
    ...Object.keys(sent)
      .filter((name) => !types.has(name) && !findFeature(name))
      .map((name) => toFieldError(name, 'Unknown feature')),
    ...needed.flatMap(({ name, type }) => {
      const value = sent[name];
      if (value === undefined) return [toFieldError(name, 'Missing; null says that it is unknown')];
      if (value === null) return [];
      const hasType = type === 'category' ? typeof value === 'string' : isFloat32(value);
      return hasType ? [] : [toFieldError(name, `Must be a ${type}, or null`)];
    }),
  ];
  return errors.length === 0 ? undefined : toFeaturesProblem(errors);
}

/** The problem (422) of a sent exposure that is unknown, which only the policy that decides reads; else undefined. */
export function toUnknownExposureProblem({ run_id }: ScoringInput, error: unknown): Problem | undefined {
  if (run_id !== null || !(error instanceof MissingPolicyFeature)) return undefined;
  return toFeaturesProblem([toFieldError(error.feature, 'Must be known')]);
}

const toFeaturesProblem = (errors: FieldError[]): Problem =>
  new Problem(
    422,
    'invalid-body',
    'The features are not those that the champion reads. The field errors names them; GET /v1/models/{version} lists the features.',
    errors,
  );

/** The model computes in float32: a larger number would become infinite. */
const isFloat32 = (value: unknown) => typeof value === 'number' && Number.isFinite(Math.fround(value));

const toFieldError = (name: string, message: string): FieldError => ({ path: `features.${name}`, message });
