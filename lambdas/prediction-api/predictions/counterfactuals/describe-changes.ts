/** Describes changed features, and what a person can change, as the API returns them. */
import {
  describeFeature,
  findSliderBounds,
  type Lever,
  type LeverContext,
} from '../../../shared/counterfactuals/levers.ts';
import type { Counterfactual as FoundCounterfactual } from '../../../shared/counterfactuals/search-counterfactuals.ts';
import type { FeatureRecord } from '../../../shared/features/feature-record.ts';
import type { ActionableFeature, Change, Counterfactual } from '../../contract/schemas/counterfactuals.ts';

export function describeCounterfactual(
  context: LeverContext,
  { features, cost, outcome, changes }: FoundCounterfactual,
): Counterfactual {
  const { pd, score, decision, decided_by } = outcome;
  const changed = new Set(changes.map(({ lever }) => lever.feature));
  return { ...describeChanges(context, features, changed), cost, pd, score, decision, decided_by };
}

/** Divides what differs from the decision's features into what the person changes and what follows from it. */
export function describeChanges(
  context: LeverContext,
  features: FeatureRecord,
  changedFeatures: ReadonlySet<string>,
): { changes: Change[]; follows: Change[] } {
  const all = Object.entries(features).flatMap(([feature, to]): Change[] => {
    const from = context.record[feature];
    if (to === from || to === null || from === null || from === undefined) return [];
    const { label, unit } = describeFeature(context, feature);
    return [{ feature, label, unit, from, to }];
  });
  return {
    changes: all.filter(({ feature }) => changedFeatures.has(feature)),
    follows: all.filter(({ feature }) => !changedFeatures.has(feature)),
  };
}

export function describeLever(lever: Lever): ActionableFeature {
  const { feature, label, unit, type, value, step, choices } = lever;
  const [lowest, highest] = findSliderBounds(lever);
  const categories = choices.map((choice) => choice.value).filter((choice) => typeof choice === 'string');
  return { feature, label, unit, type, value, lowest, highest, step, categories };
}
