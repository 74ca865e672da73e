/** Checks the features of a request against those that the model and the policies read. Pure functions, no I/O. */
import { MissingPolicyFeature } from '../../shared/decision/decide.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { listFeatureFaults } from '../../shared/sent-features/sent-features.ts';
import { type FieldError, Problem } from '../http/problem.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';

/** The problem (422) with the sent features, or undefined. The request's schema has checked those of the catalogue. */
export function checkSentFeatures(
  sent: Readonly<Record<string, unknown>>,
  needed: readonly NeededFeature[],
): Problem | undefined {
  const errors = listFeatureFaults(sent, needed).map(({ feature, message }) => toFieldError(feature, message));
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

const toFieldError = (name: string, message: string): FieldError => ({ path: `features.${name}`, message });
