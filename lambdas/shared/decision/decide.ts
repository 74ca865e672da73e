/** One decision from a PD and the applicant's features: score, band, hard rules, expected loss. Pure. */
import { RiskError } from '../errors.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import { type Condition, DECISIONS, type Decision, type Policy } from './policy.ts';
import { computeScore, decideByCutOffs, findBand } from './score.ts';

export interface DecisionResult {
  /** Probability of default, 0 to 1. */
  pd: number;
  score: number;
  band: string;
  decision: Decision;
  /** `score`, or `rule:<name>` of the hard rule or the limit that decided. */
  decided_by: string;
  /** Loss given default, share of the exposure. */
  lgd: number;
  /** Exposure at default, money in major units. */
  ead: number;
  /** PD × LGD × EAD, money rounded to cents. */
  expected_loss: number;
}

type Verdict = Pick<DecisionResult, 'decision' | 'decided_by'>;

export class MissingPolicyFeature extends RiskError {
  constructor(version: string, feature: string) {
    super(`policy ${version} needs the number ${feature}, which the features do not have`);
  }
}

/**
 * Applies a policy. The strictest of the cut-offs, the hard rules and the limits of the expected loss that hold decides;
 * where a rule is as strict as the cut-offs the rule decides, because it would at any PD, and where a limit is as strict
 * the cut-offs do, because they say more. An unknown value fires no rule; an unknown exposure is a fault.
 * Throws InvalidProbability and MissingPolicyFeature.
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

/** The earlier of two equally strict verdicts stays. */
function selectStricter(a: Verdict, b: Verdict): Verdict {
  return DECISIONS.indexOf(b.decision) > DECISIONS.indexOf(a.decision) ? b : a;
}

function readNumber(policy: Policy, features: FeatureRecord, feature: string): number | null {
  const value = features[feature];
  if (value === undefined || typeof value === 'string') throw new MissingPolicyFeature(policy.version, feature);
  return value;
}
