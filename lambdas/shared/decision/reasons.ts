/** Why a decision is what it is: the score's reasons, or those of the hard rule or the limit that decided. Pure. */

import { featureOf } from '../features/catalogue.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { Explanation, Reason } from '../model/score-explainer.ts';
import type { Outcome } from './decide.ts';
import type { Policy } from './policy.ts';

/** Without an explanation no score was explained: a hard rule decided, or nobody asked for reasons. */
export type Reasons = { reasons: Reason[]; explanation: Explanation | null };

export const NO_REASONS: Reasons = { reasons: [], explanation: null };

/** `explain` gives the score's reasons; it is called only where the score decided. */
export function reasonsOf(policy: Policy, outcome: Outcome, features: FeatureRecord, explain: () => Reasons): Reasons {
  const rule = policy.hard_rules.find(({ name }) => outcome.decided_by === `rule:${name}`);
  if (rule) return ruledBy(rule.when.feature, rule.reason, features);
  const limit = policy.expected_loss_limits?.find(({ name }) => outcome.decided_by === `rule:${name}`);
  if (limit) return ruledBy(policy.ead.feature, limit.reason, features);
  return explain();
}

function ruledBy(feature: string, text: string, features: FeatureRecord): Reasons {
  const label = featureOf(feature)?.label ?? feature;
  const value = features[feature] ?? null;
  return { reasons: [{ rank: 1, feature, label, text, value, contribution: null }], explanation: null };
}
