/** Selects the adverse action reasons of a decision: those of the score, or of the hard rule or limit that decided. */
import { findFeature } from '../features/catalogue.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { AdverseActionReason, Explanation } from '../model/score-explainer.ts';
import type { DecisionResult } from './decide.ts';
import type { Policy } from './policy.ts';

/** `explanation` is null when no score was explained: a hard rule or limit decided, or no reasons were requested. */
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
  const rule = policy.hard_rules.find(({ name }) => result.decided_by === `rule:${name}`);
  if (rule) return buildRuleReason(rule.when.feature, rule.reason, features);
  const limit = policy.expected_loss_limits?.find(({ name }) => result.decided_by === `rule:${name}`);
  if (limit) return buildRuleReason(policy.ead.feature, limit.reason, features);
  return explain();
}

function buildRuleReason(feature: string, text: string, features: FeatureRecord): DecisionReasons {
  const label = findFeature(feature)?.label ?? feature;
  const value = features[feature] ?? null;
  return { reasons: [{ rank: 1, feature, label, text, value, contribution: null }], explanation: null };
}
