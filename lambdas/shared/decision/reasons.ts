/** Selects the adverse action reasons of a decision: those of the score, or of the rule, matrix or limit that decided. */
import { findFeature } from '../features/catalogue.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { AdverseActionReason, Explanation } from '../model/score-explainer.ts';
import type { Policy } from '../policy/policy.ts';
import { findReasonFeature } from '../policy/reason-feature.ts';
import type { DecisionResult } from './decide.ts';

/** `explanation` is null when no score was explained: a rule, matrix or limit decided, or no reasons were requested. */
export interface DecisionReasons {
  reasons: AdverseActionReason[];
  explanation: Explanation | null;
}

export const NO_REASONS: DecisionReasons = { reasons: [], explanation: null };

/**
 * Selects the reasons of a decision.
 * @param explain computes the reasons of the score; called only when the score decided
 */
export function selectReasons(
  policy: Policy,
  result: DecisionResult,
  features: FeatureRecord,
  explain: () => DecisionReasons,
): DecisionReasons {
  if (result.decided_by === 'score') return explain();
  const deciding = [...policy.rules, ...policy.matrices, ...policy.limits].find(
    ({ name }) => result.decided_by === `rule:${name}`,
  );
  if (!deciding) return explain();
  return buildRuleReason(findReasonFeature(policy, deciding), deciding.reason, features);
}

function buildRuleReason(feature: string, text: string, features: FeatureRecord): DecisionReasons {
  const label = findFeature(feature)?.label ?? feature;
  const value = features[feature] ?? null;
  return { reasons: [{ rank: 1, feature, label, text, value, contribution: null }], explanation: null };
}
