/** Checks a policy document against features and model before it is proposed. Open it to add a check. */
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { formatPath, InvalidPolicy, type PolicyProblem } from '../policy/policy-problem.ts';
import { listPolicyFeatures, listReadings } from '../policy/readings.ts';
import { type ModelScale, resolveScoreScale, ScoreScaleConflict, selectScoreScale } from '../policy/score-scale.ts';
import { approvesSomebody, EVEN_CHANCE_PD, refusesSomebody } from './approvals.ts';
import { type GoldenCaseResult, runGoldenCases } from './golden-cases.ts';
import { findUnreachable } from './reachability.ts';

/** A feature that a policy may read: the catalogue's and the lender's attributes. */
export interface KnownFeature {
  name: string;
  type: 'number' | 'category';
}

/** What a policy is checked against. */
export interface CheckContext {
  features: readonly KnownFeature[];
  /** The model whose PDs the policy would decide on; null before there is one. */
  model: ModelScale | null;
}

/** What a problem is; the API names its refusal by it. */
export const PROBLEM_CODES = [
  'policy-invalid',
  'score-scale',
  'golden-case-failed',
  'approves-everybody',
  'approves-nobody',
] as const;

/** A reason for which a policy cannot be proposed. */
export interface CheckedProblem extends PolicyProblem {
  code: (typeof PROBLEM_CODES)[number];
}

/** Lists every problem of a policy document, with path and reason; an empty list allows to propose it. */
export function checkPolicy(json: unknown, context: CheckContext): CheckedProblem[] {
  let policy: Policy;
  try {
    policy = parsePolicy(json);
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    return error.problems.map((problem) => ({ ...problem, code: 'policy-invalid' }));
  }
  const problems = [...checkFeatures(policy, context.features), ...checkScale(policy, context.model)];
  // The others decide with the policy: while its features or its scale are wrong, they would repeat that.
  if (problems.length > 0) return problems;
  const unreachable = findUnreachable(policy).map((problem) => ({ ...problem, code: 'policy-invalid' as const }));
  const results = runGoldenCases(policy, context.model ? selectScoreScale(policy, context.model) : undefined);
  return [...unreachable, ...checkGoldenCases(results), ...checkApprovals(policy, results)];
}

function checkFeatures(policy: Policy, features: readonly KnownFeature[]): CheckedProblem[] {
  const types = new Map(features.map(({ name, type }) => [name, type]));
  const problems: CheckedProblem[] = [];
  const report = (path: readonly PropertyKey[], problem: string) =>
    problems.push({ path: formatPath(path), problem, code: 'policy-invalid' });
  const readings = listReadings(policy);
  for (const { path, operand, as } of readings) {
    if (!('feature' in operand)) continue;
    const type = types.get(operand.feature);
    if (!type) report(path, `there is no feature ${operand.feature}`);
    else if (as !== 'any' && as !== type) report(path, `${operand.feature} is a ${type} and is compared as a ${as}`);
  }
  for (const { name, type } of listPolicyFeatures(policy)) {
    const read = readings.filter(({ operand }) => 'feature' in operand && operand.feature === name);
    if (!types.has(name) || types.get(name) === type || read.some(({ as }) => as !== 'any')) continue;
    // What is scored, stored and sent has the type that the policy says.
    report(
      read[0]?.path ?? [],
      `${name} is a ${types.get(name)}, which the policy must say: test it with in or not_in`,
    );
  }
  for (const [i, { features: stated }] of policy.golden_cases.entries()) {
    for (const [name, value] of Object.entries(stated)) {
      const [path, type] = [['golden_cases', i, 'features', name], types.get(name)];
      if (!type) report(path, `there is no feature ${name}`);
      else if (value !== null && typeof value !== (type === 'number' ? 'number' : 'string')) {
        report(path, `${name} is a ${type}`);
      }
    }
  }
  return problems;
}

function checkScale(policy: Policy, model: ModelScale | null): CheckedProblem[] {
  if (!model) return [];
  try {
    resolveScoreScale(policy, model);
    return [];
  } catch (error) {
    if (!(error instanceof ScoreScaleConflict)) throw error;
    return [{ path: 'score', problem: error.message, code: 'score-scale' }];
  }
}

function checkGoldenCases(results: readonly GoldenCaseResult[]): CheckedProblem[] {
  if (results.length === 0) {
    return [
      { path: 'golden_cases', problem: 'there is no golden case: state one at least', code: 'golden-case-failed' },
    ];
  }
  return results.flatMap(({ holds, differences, error }, i): CheckedProblem[] => {
    if (holds) return [];
    const texts = differences.map(({ field, expected, actual }) => `${field} is ${actual} and not ${expected}`);
    return [{ path: `golden_cases[${i}]`, problem: error ?? texts.join('; '), code: 'golden-case-failed' }];
  });
}

/** A golden case is proof; only where none shows it, the policy is searched. */
function checkApprovals(policy: Policy, results: readonly GoldenCaseResult[]): CheckedProblem[] {
  const decisions = results.flatMap(({ actual }) => actual ?? []);
  if (!decisions.some(({ decision }) => decision === 'approve') && !approvesSomebody(policy)) {
    const problem = 'no application is approved, whatever its PD and its features';
    return [{ path: '', problem, code: 'approves-nobody' }];
  }
  const isRefused = decisions.some(({ decision, pd }) => decision !== 'approve' && pd < EVEN_CHANCE_PD);
  if (isRefused || refusesSomebody(policy)) return [];
  const problem = 'every application with a PD below 0.5 is approved, whatever its features';
  return [{ path: '', problem, code: 'approves-everybody' }];
}
