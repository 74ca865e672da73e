/** Applies a policy to a PD and features: score, band, decision, expected loss and return. A pure function, no I/O. */
import { RiskError } from '../errors.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import { DEFAULT_SCORE_SCALE, type ScoreScale } from '../model/score-scale.ts';
import { DECISIONS, type Decision } from '../policy/decisions.ts';
import type { Policy } from '../policy/policy.ts';
import type { Application, Test } from './compile-condition.ts';
import { type CompiledPolicy, compilePolicy, type Figures, type Verdict } from './compile-policy.ts';
import { HORIZON_MONTHS } from './compile-table.ts';
import { computeScore, decideByCutOffs, findBand } from './score.ts';

export type { Verdict } from './compile-policy.ts';

/** The decision on one application, and its figures. */
export interface DecisionResult {
  /** Probability of default, 0 to 1. */
  pd: number;
  score: number;
  band: string;
  decision: Decision;
  /** `score`, or `rule:<name>` of the deciding rule, matrix or limit. */
  decided_by: string;
  /** Loss given default, share of the exposure, 0 to 1. */
  lgd: number;
  /** Exposure at default, money in major units. */
  ead: number;
  /** PD × LGD × EAD, money rounded to cents. */
  expected_loss: number;
  /** The policy's annual rate, 0.12 = 12 %; null where the policy has none for the application. */
  rate: number | null;
  /** Interest above the cost of funds in 12 months less the expected loss, money rounded to cents; null as `rate`. */
  expected_return: number | null;
}

/** A decision with what a simulation counts: which cut-offs it used, and what rules, matrices and limits say alone. */
export interface Assessment extends DecisionResult {
  /** Position in the policy's `cut_offs`. */
  cut_off: number;
  without_cut_offs: Decision;
}

/** A feature that the policy reads is absent, unknown although it must be known, or has another type. */
export class MissingPolicyFeature extends RiskError {
  readonly feature: string;

  constructor(version: string, feature: string, type: 'number' | 'category' = 'number') {
    super(`policy ${version} needs the ${type} ${feature}, which the features do not have`);
    this.feature = feature;
  }
}

/**
 * Applies a policy. The strictest verdict of rules, cut-offs, matrices and limits decides. Between equally strict ones
 * a rule comes before the cut-offs, because it can decide at any PD, one that suspects fraud before the other rules, and
 * the cut-offs come before a matrix or a limit, because the score's reasons say more.
 * @param scale of the score (resolveScoreScale); without, the policy's, else that of the first models
 * @throws {InvalidProbability} when the PD is not between 0 and 1
 * @throws {MissingPolicyFeature} when a feature that the policy reads is absent or has another type, or the exposure is
 * unknown
 */
export function decide(policy: Policy, pd: number, features: FeatureRecord, scale?: ScoreScale): DecisionResult {
  const { verdicts, score, band, figures } = assess(policy, pd, features, scale);
  const { decision, decided_by } = verdicts.reduce(selectStricter);
  return { pd, score, band, decision, decided_by, ...figures };
}

/** Decides as `decide` does, in one pass, and says what the cut-offs did. It throws as `decide` does. */
export function assessApplication(policy: Policy, pd: number, features: FeatureRecord, scale?: ScoreScale): Assessment {
  const { verdicts, score, band, figures, cut_off } = assess(policy, pd, features, scale);
  const { decision, decided_by } = verdicts.reduce(selectStricter);
  const others = verdicts.filter((verdict) => verdict.decided_by !== 'score');
  const without_cut_offs = others.length === 0 ? 'approve' : others.reduce(selectStricter).decision;
  return { pd, score, band, decision, decided_by, ...figures, cut_off, without_cut_offs };
}

/** Lists every verdict on an application, in the order of precedence. It throws as `decide` does. */
export function listVerdicts(policy: Policy, pd: number, features: FeatureRecord, scale?: ScoreScale): Verdict[] {
  return assess(policy, pd, features, scale).verdicts;
}

function createApplication(
  compiled: CompiledPolicy,
  features: FeatureRecord,
  pd32: number,
  score: number,
): Application {
  const application: Application = { features, pd32, score, values: {} };
  for (const compute of compiled.computeValues) compute(application);
  return application;
}

function assess(policy: Policy, pd: number, features: FeatureRecord, scale = policy.score ?? DEFAULT_SCORE_SCALE) {
  const compiled = compilePolicy(policy);
  checkFeatures(policy, compiled, features);
  const application = createApplication(compiled, features, Math.fround(pd), computeScore(scale, pd));
  const band = findBand(policy, pd);
  const verdicts: Verdict[] = [];
  const add = (verdict: Verdict | undefined) => verdict && verdicts.push(verdict);
  for (const judge of compiled.rules) add(judge(application));
  const cutOffs = selectRow(compiled.cutOffs, application);
  add({ decision: decideByCutOffs(cutOffs, pd), decided_by: 'score' });
  const figures = computeFigures(policy, compiled, application, pd, band);
  for (const judge of compiled.matrices) add(judge(application));
  for (const judge of compiled.limits) add(judge(application, figures));
  return { score: application.score, band, figures, verdicts, cut_off: compiled.cutOffs.indexOf(cutOffs) };
}

function computeFigures(
  policy: Policy,
  compiled: CompiledPolicy,
  application: Application,
  pd: number,
  band: string,
): Figures {
  const { lgd } = selectRow(compiled.lgd, application);
  const { feature, factor } = selectRow(compiled.ead, application);
  const exposure = application.features[feature] as number | null;
  if (exposure === null) throw new MissingPolicyFeature(policy.version, feature);
  const ead = exposure * factor;
  const expected_loss = roundToCents(pd * lgd * ead);
  const row = compiled.pricing.find(({ applies }) => applies(application));
  const price = row?.findPrice(application, band) ?? null;
  if (!price) return { lgd, ead, expected_loss, rate: null, expected_return: null };
  const { rate, funding_rate, months } = price;
  const margin = ead * (rate - funding_rate) * (months / HORIZON_MONTHS) * (1 - pd);
  return { lgd, ead, expected_loss, rate, expected_return: roundToCents(margin - pd * lgd * ead) };
}

/** The last row has no condition (structure.ts). */
function selectRow<T extends { applies: Test }>(rows: readonly T[], application: Application): T {
  return (rows.find(({ applies }) => applies(application)) ?? rows.at(-1)) as T;
}

/** Before any rule is tried, so that a decision never depends on which rules come first. Null is unknown, and allowed. */
function checkFeatures({ version }: Policy, { needed }: CompiledPolicy, features: FeatureRecord): void {
  for (const { name, type } of needed) {
    const value = features[name];
    if (value === null) continue;
    if (typeof value !== (type === 'number' ? 'number' : 'string')) throw new MissingPolicyFeature(version, name, type);
  }
}

/** Returns the first of the strictest verdicts. */
function selectStricter(a: Verdict, b: Verdict): Verdict {
  return DECISIONS.indexOf(b.decision) > DECISIONS.indexOf(a.decision) ? b : a;
}

/** Money without a negative zero. */
const roundToCents = (money: number) => Math.round(money * 100) / 100 + 0;
