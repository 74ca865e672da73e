/** Tests the search against enumeration: every answer works, none is larger than needed, and none is missed. */
import fc from 'fast-check';
import { NEVER_CHANGED } from '../../../lambdas/shared/counterfactuals/configuration.ts';
import { type Lever, listLevers } from '../../../lambdas/shared/counterfactuals/levers.ts';
import { reachesTarget, type ScoreChanges } from '../../../lambdas/shared/counterfactuals/score-changes.ts';
import {
  type Counterfactual,
  type SearchResult,
  searchCounterfactuals,
} from '../../../lambdas/shared/counterfactuals/search-counterfactuals.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { deriveFeatures } from '../../../lambdas/shared/features/derive-features.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import type { Decision } from '../../../lambdas/shared/policy/decisions.ts';
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../../../lambdas/shared/policy/policy.ts';
import { arbitraryApplication, arbitraryPolicy } from '../../../testing/policies/arbitrary-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

const RECORD: FeatureRecord = { a: 9, b: 9, c: 9, d: 9, age_years: 40 };

/** Levers of a few values each, so that all combinations can be enumerated. */
const arbitraryLevers = fc
  .array(
    fc.uniqueArray(fc.record({ value: fc.integer({ min: 0, max: 8 }), cost: fc.integer({ min: 1, max: 9 }) }), {
      ...{ minLength: 1, maxLength: 4, selector: ({ value }) => value },
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((lists) =>
    lists.map((choices, i): Lever => {
      const feature = 'abcd'[i] ?? '';
      const sorted = choices.toSorted((x, y) => x.cost - y.cost);
      return { ...{ feature, label: feature, unit: null, type: 'number', value: 9, step: 1 }, choices: sorted };
    }),
  );

/** A PD that jumps between neighbours, as no model's does: nothing can be concluded from one value for another. */
function createJumpingScore(seed: number): ScoreChanges {
  return async (records) =>
    records.map(({ a = 0, b = 0, c = 0, d = 0 }) => {
      const hash = Math.sin(seed + 12.9898 * Number(a) + 78.233 * Number(b) + 37.719 * Number(c) + 4.581 * Number(d));
      const pd = Math.abs((hash * 43_758.5453) % 1);
      return { pd, score: 0, band: 'A', decision: pd < 0.12 ? 'approve' : 'decline', decided_by: 'score' };
    });
}

interface Combination {
  values: Record<string, number | string>;
  cost: number;
}

/** Every combination of at most three changes. */
function enumerateChanges(levers: readonly Lever[]): Combination[] {
  let list: Combination[] = [{ values: {}, cost: 0 }];
  for (const { feature, choices } of levers) {
    const changed = list.flatMap(({ values, cost }) =>
      choices.map((choice) => ({ values: { ...values, [feature]: choice.value }, cost: cost + choice.cost })),
    );
    list = [...list, ...changed];
  }
  return list.filter(({ values }) => Object.keys(values).length >= 1 && Object.keys(values).length <= 3);
}

const LIMITS = { target: 'approve' as Decision, maxChanges: 3, maxAnswers: 5 };

test('the cheapest answer is the cheapest of all combinations, and there is one wherever one exists', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryLevers, fc.integer({ min: 1, max: 10_000 }), async (levers, seed) => {
      const score = createJumpingScore(seed);
      const result = await searchCounterfactuals(score, RECORD, levers, LIMITS);
      const all = enumerateChanges(levers);
      const outcomes = await score(all.map(({ values }) => ({ ...RECORD, ...values })));
      const costs = all.filter((_, i) => outcomes[i]?.decision === 'approve').map(({ cost }) => cost);
      found += costs.length > 0 ? 1 : 0;
      expect(result.counterfactuals[0]?.cost).toBe(costs.length > 0 ? Math.min(...costs) : undefined);
      expect(result.nearest === null).toBe(result.counterfactuals.length > 0);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(100);
});

/** Checks what every answer promises, without the code that found it. */
async function expectKept(
  { counterfactuals }: SearchResult,
  {
    record,
    levers,
    score,
    target,
  }: { record: FeatureRecord; levers: readonly Lever[]; score: ScoreChanges; target: Decision },
): Promise<void> {
  const flips = async (values: Record<string, number | string>) => {
    const features = deriveFeatures(record, values);
    const [outcome] = features ? await score([features]) : [];
    return outcome !== undefined && reachesTarget(outcome.decision, target);
  };
  const toValues = ({ changes }: Counterfactual) =>
    Object.fromEntries(changes.map(({ lever, to }) => [lever.feature, to]));
  for (const answer of counterfactuals) {
    const values = toValues(answer);
    expect(await flips(values)).toBe(true);
    expect(Object.keys(values).filter((name) => NEVER_CHANGED.has(name))).toEqual([]);
    for (const { lever, to } of answer.changes) {
      const known = levers.find(({ feature }) => feature === lever.feature);
      const chosen = known?.choices.find(({ value }) => value === to);
      expect(chosen).toBeDefined();
      const { [lever.feature]: _, ...others } = values;
      if (answer.changes.length > 1) expect(await flips(others)).toBe(false);
      for (const { value, cost } of known?.choices ?? []) {
        if (cost < (chosen?.cost ?? 0)) expect(await flips({ ...others, [lever.feature]: value })).toBe(false);
      }
    }
  }
  const costs = counterfactuals.map(({ cost }) => cost);
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
  const sets = counterfactuals.map((answer) => Object.keys(toValues(answer)).sort().join());
  expect(new Set(sets).size).toBe(sets.length);
}

test('every answer changes the decision, and no part of it can be taken back or made smaller', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryLevers, fc.integer({ min: 1, max: 10_000 }), async (levers, seed) => {
      const score = createJumpingScore(seed);
      const result = await searchCounterfactuals(score, RECORD, levers, LIMITS);
      await expectKept(result, { record: RECORD, levers, score, target: 'approve' });
    }),
    { numRuns: 150 },
  );
});

/** An application whose features agree with each other, so that what follows a change can be computed. */
const arbitraryRecord = fc
  .record({
    annual_income: fc.integer({ min: 1000, max: 40_000 }),
    amount: fc.integer({ min: 1000, max: 40_000 }),
    term_months: fc.constantFrom(6, 12, 36, 120),
    debt: fc.integer({ min: 0, max: 500 }),
    fixed: arbitraryApplication,
  })
  .map(({ annual_income, amount, term_months, debt, fixed: { features } }): FeatureRecord => {
    const instalment = amount / term_months;
    const debt_to_income = ((debt + instalment) * 12) / annual_income;
    const loan = { age_years: 40, annual_income, amount, term_months, annual_rate: 0, instalment, debt_to_income };
    return {
      ...features,
      ...loan,
      months_past_due_1: 0,
      loan_to_value: features.loan_to_value === null ? null : amount / 30_000,
    };
  });

interface Slopes {
  base: number;
  amount: number;
  income: number;
  months: number;
}

/** Scores with a PD that is smooth around the record, and a policy with all its rules, matrices and limits. */
function createPolicyScore(policy: Policy, record: FeatureRecord, slopes: Slopes): ScoreChanges {
  return async (records) =>
    records.map((features) => {
      const measure = (name: string) => Number(features[name]) / Number(record[name]) - 1;
      const { base, amount, income, months } = slopes;
      const sum =
        base + amount * measure('amount') - income * measure('annual_income') + months * measure('term_months');
      return decide(policy, Math.fround(1 / (1 + Math.exp(-sum))), features);
    });
}

/** Policies with fewer parts, because some part of a large one refuses nearly every application for good. */
const arbitrarySmallPolicy = fc.tuple(arbitraryPolicy, fc.tuple(fc.nat(2), fc.nat(1), fc.nat(1))).map(
  ([policy, [rules, matrices, limits]]): Policy => ({
    ...policy,
    ...{ rules: policy.rules.slice(0, rules), matrices: policy.matrices.slice(0, matrices) },
    limits: policy.limits.slice(0, limits),
  }),
);

const EXAMPLES = [parsePolicy(EXAMPLE_POLICY), getSeedPolicy('2026-11-01'), getSeedPolicy()];

test('answers hold under every policy, and change nothing but what a person can change', async () => {
  let answers = 0;
  const tenths = (min: number, max: number) => fc.integer({ min: 10 * min, max: 10 * max }).map((n) => n / 10);
  const slopes = fc.record({
    base: tenths(-2, 2),
    amount: tenths(0, 6),
    income: tenths(0, 6),
    months: tenths(-1, 1),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(arbitrarySmallPolicy, fc.constantFrom(...EXAMPLES)),
      arbitraryRecord,
      slopes,
      fc.constantFrom('approve' as const, 'refer' as const),
      async (policy, record, given, target) => {
        const score = createPolicyScore(policy, record, given);
        const [now] = await score([record]);
        if (!now || reachesTarget(now.decision, target)) return;
        const context = { record, manifest: { features: [] }, seen: { numbers: new Map(), categories: new Map() } };
        const levers = listLevers({ ...context, attributes: new Map(), neverChanged: NEVER_CHANGED });
        const result = await searchCounterfactuals(score, record, levers, { ...LIMITS, target });
        answers += result.counterfactuals.length;
        await expectKept(result, { record, levers, score, target });
        for (const { features } of result.counterfactuals) {
          for (const name of ['age_years', 'employment_status', 'purpose'] as const)
            expect(features[name]).toBe(record[name]);
          expect(Number(features.annual_income)).toBeGreaterThanOrEqual(Number(record.annual_income));
          expect(Number(features.amount)).toBeLessThanOrEqual(Number(record.amount));
        }
      },
    ),
    { numRuns: 120 },
  );
  expect(answers).toBeGreaterThan(10);
});

test('an answer has no more changes than are permitted, and there are no more answers', async () => {
  const levers = ['a', 'b', 'c', 'd'].map((feature): Lever => {
    const choices = [0, 1, 2].map((value) => ({ value, cost: 9 - value })).reverse();
    return { ...{ feature, label: feature, unit: null, type: 'number', value: 9, step: 1 }, choices };
  });
  const score: ScoreChanges = async (records) =>
    records.map(({ a, b, c, d }) => {
      const sum = Number(a) + Number(b) + Number(c) + Number(d);
      return { pd: sum / 40, score: 0, band: 'A', decision: sum <= 22 ? 'approve' : 'decline', decided_by: 'score' };
    });
  const search = (maxChanges: number, maxAnswers: number) =>
    searchCounterfactuals(score, RECORD, levers, { target: 'approve', maxChanges, maxAnswers });
  expect((await search(1, 5)).counterfactuals).toEqual([]);
  expect((await search(1, 5)).nearest?.outcome.pd).toBe(27 / 40);
  expect((await search(2, 5)).counterfactuals.map(({ changes }) => changes.length)).toEqual([2, 2, 2, 2, 2]);
  expect((await search(3, 2)).counterfactuals).toHaveLength(2);
});

test('a lender with many levers is answered after a bounded number of trials', async () => {
  const levers = Array.from({ length: 60 }, (_, i): Lever => {
    const choices = Array.from({ length: 40 }, (_, step) => ({ value: 40 - step, cost: step + 1 }));
    return { ...{ feature: `f${i}`, label: 'x', unit: null, type: 'number', value: 41, step: 1 }, choices };
  });
  const record = Object.fromEntries(levers.map(({ feature }) => [feature, 41]));
  const score: ScoreChanges = async (records) =>
    records.map((features) => {
      const pd = levers.reduce((sum, { feature }, i) => sum + Number(features[feature]) * (i % 7), 0) / 8000;
      return { pd, score: 0, band: 'A', decision: pd < 0.83 ? 'approve' : 'decline', decided_by: 'score' };
    });
  const result = await searchCounterfactuals(score, record, levers, LIMITS);
  expect(result.searched).toBeLessThan(60 * 40 + 8000);
  expect(result.counterfactuals.length).toBe(5);
});

test('without a lever there is nothing to search', async () => {
  const result = await searchCounterfactuals(createJumpingScore(1), RECORD, [], LIMITS);
  expect(result).toEqual({ counterfactuals: [], searched: 0, nearest: null });
});

test('the same decision has the same answers', async () => {
  const [levers = []] = fc.sample(arbitraryLevers, { numRuns: 1, seed: 4 });
  const search = () => searchCounterfactuals(createJumpingScore(11), RECORD, levers, LIMITS);
  expect(await search()).toEqual(await search());
});
