/** Decides the golden cases of a policy and compares them with what they expect. */
import { type DecisionResult, decide } from '../decision/decide.ts';
import { formatError } from '../errors.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { ScoreScale } from '../model/score-scale.ts';
import type { GoldenCase } from '../policy/golden-case.ts';
import type { Policy } from '../policy/policy.ts';
import { listPolicyFeatures } from '../policy/readings.ts';

/** A figure that is not as expected. */
export interface GoldenDifference {
  field: string;
  expected: number | string | null;
  actual: number | string | null;
}

/** What the policy decides on a golden case. */
export interface GoldenCaseResult {
  name: string;
  holds: boolean;
  /** Null where the policy cannot decide on the case; `error` says why. */
  actual: DecisionResult | null;
  differences: GoldenDifference[];
  error: string | null;
}

/** Figures are compared to a millionth: what a case states was computed with fewer digits. */
const TOLERANCE = 1e-6;

/** Decides every golden case of a policy, in its order. */
export function runGoldenCases(policy: Policy, scale?: ScoreScale): GoldenCaseResult[] {
  const names = listPolicyFeatures(policy).map(({ name }) => name);
  return policy.golden_cases.map((golden) => runGoldenCase(policy, golden, names, scale));
}

function runGoldenCase(
  policy: Policy,
  { name, pd, features, expect }: GoldenCase,
  names: readonly string[],
  scale: ScoreScale | undefined,
): GoldenCaseResult {
  const complete: FeatureRecord = { ...Object.fromEntries(names.map((feature) => [feature, null])), ...features };
  try {
    const actual = decide(policy, pd, complete, scale);
    const differences = (Object.keys(expect) as (keyof GoldenCase['expect'])[])
      .map((field) => ({ field, expected: expect[field] ?? null, actual: actual[field] }))
      .filter(({ expected, actual: value }) => !isSame(expected, value));
    return { name, holds: differences.length === 0, actual, differences, error: null };
  } catch (error) {
    return { name, holds: false, actual: null, differences: [], error: formatError(error) };
  }
}

function isSame(a: number | string | null, b: number | string | null): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= TOLERANCE;
}
