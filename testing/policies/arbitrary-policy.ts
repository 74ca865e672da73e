/** Generates policies and applications for property tests. Every generated policy is one that can be read. */
import fc from 'fast-check';
import type { Condition } from '../../lambdas/shared/policy/condition.ts';
import { DECISIONS } from '../../lambdas/shared/policy/decisions.ts';
import { parsePolicy } from '../../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../../lambdas/shared/policy/policy.ts';

const NUMBERS = ['age_years', 'annual_income', 'debt_to_income', 'loan_to_value'] as const;
const CATEGORIES = ['purpose', 'employment_status'] as const;
const LEVELS = ['car', 'home', 'permanent', 'retired', 'ünknown "x"', '=1+1'] as const;
/** Few and close, so that generated applications lie at bounds often. */
const BOUNDS = [0, 0.1, 0.5, 0.7, 1, 18, 40, 1_000, 20_000.25] as const;

const bound = fc.constantFrom(...BOUNDS);
const numberFeature = fc.constantFrom(...NUMBERS);
const categoryFeature = fc.constantFrom(...CATEGORIES);
const unknownAnswer = fc.constantFrom('met' as const, 'not_met' as const);
const levels = fc.uniqueArray(fc.constantFrom(...LEVELS), { minLength: 1, maxLength: 3 });
/** As float32, 0.1 is larger and 0.7 is smaller than as double. */
const probability = fc.constantFrom(0.01, 0.05, 0.1, 0.2, 0.3, 0.7);
const points = fc.integer({ min: -20, max: 60 });
const strict = fc.constantFrom('refer' as const, 'decline' as const);
const text = fc.constantFrom('It is so.', 'Zu viel; "sehr" viel, =SUM(A1)', "It's\ntwo lines");

const numberTest = fc.oneof(
  bound.map((below) => ({ below })),
  bound.map((at_most) => ({ at_most })),
  bound.map((above) => ({ above })),
  bound.map((at_least) => ({ at_least })),
  fc.tuple(bound, bound).map((pair) => ({ between: pair.sort((a, b) => a - b) as [number, number] })),
);

const comparison = fc
  .tuple(numberFeature, numberTest, unknownAnswer)
  .map(([feature, test, if_unknown]) => ({ feature, ...test, if_unknown }));
const membership = fc
  .tuple(categoryFeature, levels, unknownAnswer, fc.boolean())
  .map(([feature, list, if_unknown, isIn]) => ({ feature, ...(isIn ? { in: list } : { not_in: list }), if_unknown }));
const knowledge = fc.record({
  feature: fc.constantFrom(...NUMBERS, ...CATEGORIES),
  is: fc.constantFrom('known' as const, 'unknown' as const),
});
const featureTest = fc.oneof(comparison, membership, knowledge) as fc.Arbitrary<Condition>;
const anyTest = fc.oneof(
  featureTest,
  fc.tuple(fc.constantFrom('pd' as const, 'score' as const), numberTest).map(([of, test]) => ({ of, ...test })),
  fc.tuple(fc.constantFrom('first', 'second'), numberTest).map(([value, test]) => ({ value, ...test })),
) as fc.Arbitrary<Condition>;

function joinConditions(leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  const { node } = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
    ),
  }));
  return node;
}

/** A condition of features, values, PD and score. */
export const arbitraryCondition = joinConditions(anyTest);
const condition = arbitraryCondition;
const when = fc.option(condition, { nil: undefined });

/** Rows of which the last has no condition. */
function listRows<T extends object>(row: fc.Arbitrary<T>) {
  return fc
    .tuple(fc.array(fc.tuple(condition, row), { maxLength: 2 }), row)
    .map(([rows, last]) => [...rows.map(([test, part]) => ({ when: test, ...part })), last]);
}

const ranges = fc.uniqueArray(bound, { maxLength: 3 }).map((list) => {
  const ends = list.sort((a, b) => a - b);
  return [...ends, null].map((below, i) => ({ from: ends[i - 1] ?? null, below }));
});
const bins = fc
  .tuple(ranges, fc.array(points, { minLength: 4, maxLength: 4 }))
  .map(([list, sums]) => list.map((range, i) => ({ ...range, points: sums[i] ?? 0 })));
const numberPart = fc.record({ feature: numberFeature, bins, if_unknown: points });
const categoryPart = fc
  .tuple(categoryFeature, levels, points, points, points)
  .map(([feature, list, some, otherwise, if_unknown]) => ({
    feature,
    bins: [{ in: list, points: some }],
    otherwise,
    if_unknown,
  }));
const part = fc.oneof(numberPart, categoryPart);
const values = fc
  .tuple(points, fc.array(part, { minLength: 1, maxLength: 3 }), bins)
  .map(([base, characteristics, ofSecond]) => [
    { name: 'first', scorecard: { base, characteristics: [...characteristics, { value: 'second', bins: ofSecond }] } },
    { name: 'second', scorecard: { base: 0, characteristics } },
  ]);

const axis = fc.oneof(
  fc.record({ feature: numberFeature, ranges }),
  fc.record({ of: fc.constant('pd' as const), ranges }),
  fc.record({ value: fc.constant('first'), ranges }),
  fc.tuple(categoryFeature, levels).map(([feature, list]) => ({ feature, groups: [list, 'otherwise' as const] })),
);
const decision = fc.constantFrom(...DECISIONS);
const matrix = fc
  .tuple(when, axis, axis, fc.array(decision, { minLength: 16, maxLength: 16 }), decision, text)
  .map(([test, rows, columns, cells, if_unknown, reason]) => {
    const [height, width] = [rows, columns].map((side) => ('ranges' in side ? side.ranges : side.groups).length) as [
      number,
      number,
    ];
    const decisions = Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (_, j) => cells[i * 4 + j]),
    );
    return { ...(test && { when: test }), rows, columns, decisions, if_unknown, reason };
  });

const rule = fc
  .tuple(condition, strict, text, fc.option(numberFeature, { nil: undefined }), fc.boolean())
  .map(([test, verdict, reason, feature, isSuspicion]) => ({
    ...{ when: test, decision: verdict, reason, ...(feature && { feature }) },
    ...(isSuspicion && { suspects_fraud: true as const }),
  }));
const limit = fc
  .tuple(
    when,
    fc.constantFrom('expected_loss', 'ead', 'lgd', 'rate', 'expected_return'),
    numberTest,
    unknownAnswer,
    strict,
    text,
  )
  .map(([test, of, bounds, if_unknown, verdict, reason]) => ({
    ...(test && { when: test }),
    ...{ of, ...bounds, ...(['rate', 'expected_return'].includes(of) && { if_unknown }), decision: verdict, reason },
  }));

const bands = [
  { name: 'A', below_pd: 0.1 },
  { name: 'B', below_pd: null },
];
const rate = fc.option(fc.constantFrom(0.02, 0.05, 0.125));
const price = fc
  .tuple(
    fc.constantFrom(0, 0.03),
    fc.uniqueArray(fc.constantFrom(6, 12, 60), { maxLength: 2 }),
    fc.array(rate, { minLength: 6, maxLength: 6 }),
  )
  .map(([funding_rate, months, rates]) => {
    const up_to_months = [...months.sort((a, b) => a - b), null];
    const row = (band: string, start: number) => ({
      band,
      rates: up_to_months.map((_, i) => rates[start + i] ?? null),
    });
    return { term: 'term_months', funding_rate, up_to_months, rates: [row('A', 0), row('B', 3)] };
  });

const nameRows = <T extends object>(prefix: string, rows: T[]) =>
  rows.map((row, i) => ({ name: `${prefix}_${i}`, ...row }));
const cutOff = fc.tuple(probability, probability).map((pair) => {
  const [approve_below_pd, decline_from_pd] = pair.sort((a, b) => a - b);
  return { approve_below_pd, decline_from_pd };
});

const figure = fc.option(fc.constantFrom(0.05, 125.25));
const goldenCase = fc.record({
  pd: probability,
  features: fc.dictionary(
    fc.constantFrom(...NUMBERS, ...CATEGORIES),
    fc.oneof(bound, fc.constantFrom(...LEVELS, 'unknown', '', '"'), fc.constant(null)),
  ),
  expect: fc.record(
    { decision, band: fc.constant('A'), lgd: bound, rate: figure, expected_return: figure },
    { requiredKeys: ['decision'] },
  ),
});

/** A policy document of format 2. */
const policyDocument = fc
  .record({
    values,
    cut_offs: listRows(cutOff),
    rules: fc.array(rule, { maxLength: 4 }).map((rows) => nameRows('rule', rows)),
    matrices: fc.array(matrix, { maxLength: 2 }).map((rows) => nameRows('matrix', rows)),
    limits: fc.array(limit, { maxLength: 3 }).map((rows) => nameRows('limit', rows)),
    lgd: listRows(fc.record({ lgd: fc.constantFrom(0, 0.25, 0.45, 1) })),
    ead: listRows(fc.record({ feature: fc.constant('amount'), factor: fc.constantFrom(1, 0.8) })),
    pricing: fc.option(listRows(price), { nil: [] }),
    golden_cases: fc.array(goldenCase, { maxLength: 3 }).map((rows) => nameRows('case', rows)),
  })
  .map((parts) => ({ format: 2, version: 'generated-1', description: 'Generated.', bands, ...parts }));

/** A policy as it is read. */
export const arbitraryPolicy: fc.Arbitrary<Policy> = policyDocument.map(parsePolicy);

const known = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const number = known(fc.oneof(bound, fc.double({ min: -10, max: 30_000, noNaN: true })));
const category = known(fc.constantFrom(...LEVELS, 'another'));

/** An application with every feature that a generated policy may read, known or not. */
export const arbitraryApplication = fc.record({
  pd: fc.oneof(probability, fc.double({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true })),
  features: fc.record({
    ...{ age_years: number, annual_income: number, debt_to_income: number, loan_to_value: number },
    ...{ purpose: category, employment_status: category, amount: fc.constantFrom(0, 1_000, 20_000.25, 1e9) },
    term_months: known(fc.constantFrom(3, 6, 12, 36, 120)),
  }),
});
