/** Applies a policy to a PD and features: score, band, decision and expected loss. A pure function, no I/O. */
import { RiskError } from '../errors.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import { type Condition, DECISIONS, type Decision, type Policy } from './policy.ts';
import { computeScore, decideByCutOffs, findBand } from './score.ts';

/** The decision on one application, and its figures. */
export interface DecisionResult {
  /** Probability of default, 0 to 1. */
  pd: number;
  score: number;
  band: string;
  decision: Decision;
  /** `score`, or `rule:<name>` of the deciding hard rule or expected loss limit. */
  decided_by: string;
  /** Loss given default, share of the exposure, 0 to 1. */
  lgd: number;
  /** Exposure at default, money in major units. */
  ead: number;
  /** PD × LGD × EAD, money rounded to cents. */
  expected_loss: number;
}

type Verdict = Pick<DecisionResult, 'decision' | 'decided_by'>;

/** A feature that the policy reads is absent or is not a number. */
export class MissingPolicyFeature extends RiskError {
  constructor(version: string, feature: string) {
    super(`policy ${version} needs the number ${feature}, which the features do not have`);
  }
}

/**
 * Applies a policy. The strictest verdict of cut-offs, hard rules and expected loss limits decides. Between equally
 * strict ones a hard rule comes before the cut-offs, because it decides at any PD, and the cut-offs come before a
 * limit, because their reasons are more specific. No hard rule applies to an unknown value.
 * @throws {InvalidProbability} when the PD is not between 0 and 1
 * @throws {MissingPolicyFeature} when a feature that the policy reads is absent or no number, or the exposure is
 * unknown
 */
export function decide(policy: Policy, pd: number, features: FeatureRecord): DecisionResult {
  const read = (feature: string) => readNumber(policy, features, feature);
  const verdicts: Verdict[] = policy.hard_rules
    .filter((rule) => isMet(rule.when, read(rule.when.feature)))
    .map((rule) => ({ decision: rule.decision, decided_by: `rule:${rule.name}` }));
  verdicts.push({ decision: decideByCutOffs(policy, pd), decided_by: 'score' });
  const lgd = computeLgd(policy, read(policy.lgd.secured.feature));
  const ead = read(policy.ead.feature);
  if (ead === null) throw new MissingPolicyFeature(policy.version, policy.ead.feature);
  const expected_loss = Math.round(pd * lgd * ead * 100) / 100;
  for (const { name, at_least, decision } of policy.expected_loss_limits ?? []) {
    if (expected_loss >= at_least) verdicts.push({ decision, decided_by: `rule:${name}` });
  }
  return {
    pd,
    score: computeScore(policy, pd),
    band: findBand(policy, pd),
    ...verdicts.reduce(selectStricter),
    lgd,
    ead,
    expected_loss,
  };
}

function isMet(when: Condition, value: number | null): boolean {
  if (value === null) return false;
  return 'below' in when ? value < when.below : value >= when.at_least;
}

function computeLgd(policy: Policy, cover: number | null): number {
  const { unsecured, secured } = policy.lgd;
  return cover !== null && cover <= secured.at_most ? secured.lgd : unsecured;
}

/** Returns the first of the strictest verdicts. */
function selectStricter(a: Verdict, b: Verdict): Verdict {
  return DECISIONS.indexOf(b.decision) > DECISIONS.indexOf(a.decision) ? b : a;
}

function readNumber(policy: Policy, features: FeatureRecord, feature: string): number | null {
  const value = features[feature];
  if (value === undefined || typeof value === 'string') throw new MissingPolicyFeature(policy.version, feature);
  return value;
}
