/** POST /v1/predictions/{prediction_id}/what-if: scores a stored prediction with other values. It stores nothing. */
import { findSliderBounds, type Lever } from '../../../shared/counterfactuals/levers.ts';
import { findFeature } from '../../../shared/features/catalogue.ts';
import { deriveFeatures } from '../../../shared/features/derive-features.ts';
import type { whatIfRoute } from '../../contract/routes/counterfactuals.ts';
import type { WhatIf } from '../../contract/schemas/counterfactuals.ts';
import type { OperationInput } from '../../http/operation.ts';
import { type FieldError, Problem, toProblem } from '../../http/problem.ts';
import { describeChanges } from './describe-changes.ts';
import { toNotActionableProblem } from './find-counterfactuals.ts';
import { type CounterfactualDependencies, readDecision } from './read-decision.ts';

/**
 * @throws {UnknownPrediction} when there is no prediction with this id that the caller may read
 * @throws {Problem} when a feature is none that a person can change, or a value is out of its bounds (422)
 */
export async function tryWhatIf(
  dependencies: CounterfactualDependencies,
  { params: { prediction_id }, body, caller }: OperationInput<typeof whatIfRoute>,
): Promise<WhatIf> {
  const { evidence, context, levers, scoreChanges } = await readDecision(dependencies, prediction_id, caller);
  const errors = Object.entries(body.features).flatMap(([feature, value]) => checkValue(levers, feature, value));
  if (errors.length > 0) throw toNotActionableProblem(422, errors);
  const features = deriveFeatures(evidence.features, body.features);
  if (!features) throw toInconsistentProblem();
  const [outcome] = await scoreChanges([features]);
  if (!outcome) throw toProblem(undefined);
  return {
    prediction_id,
    ...describeChanges(context, features, new Set(Object.keys(body.features))),
    ...outcome,
    changed: outcome.decision !== evidence.decision,
  };
}

function checkValue(levers: readonly Lever[], feature: string, value: number | string): FieldError[] {
  const path = `features.${feature}`;
  const lever = levers.find((candidate) => candidate.feature === feature);
  if (!lever) return [{ path, message: 'Is no feature of this decision that a person can change' }];
  if (value === lever.value) return [];
  if (lever.type === 'category') {
    return lever.choices.some((choice) => choice.value === value)
      ? []
      : [{ path, message: 'Is no category that a person can change to' }];
  }
  const [lowest, highest] = findSliderBounds(lever);
  if (typeof value !== 'number' || value < Number(lowest) || value > Number(highest)) {
    return [{ path, message: `Must be a number from ${lowest} to ${highest}` }];
  }
  const isWhole = findFeature(feature)?.type !== 'integer' || Number.isInteger(value);
  return isWhole ? [] : [{ path, message: 'Must be a whole number' }];
}

const toInconsistentProblem = () =>
  new Problem(
    422,
    'inconsistent-features',
    'A feature that is made of the changed ones cannot be computed with these values. Send fewer features.',
  );
