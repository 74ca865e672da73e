/** Tests that a policy which can be read but must not decide is refused, and that checks end. */
import { checkPolicy } from '../../../lambdas/shared/policy-checks/check-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import {
  buildRule,
  CHECK_CONTEXT,
  type Draft,
  listProblems,
  testAge,
} from '../../../testing/policies/spoiled-policy.ts';

test.each<[mistake: string, change: (draft: Draft) => void, problem: string]>([
  ['no golden case', (d) => (d.golden_cases = []), 'golden_cases: there is no golden case: state one at least'],
  [
    'a golden case that fails',
    (d) => (d.golden_cases[0].expect.rate = 0.08),
    'golden_cases[0]: rate is 0.07 and not 0.08',
  ],
  [
    'a golden case without exposure',
    (d) => delete d.golden_cases[1].features.amount,
    'golden_cases[1]: MissingPolicyFeature: policy car-loans-2027-01 needs the number amount, which the features do not have',
  ],
  [
    'a condition that contradicts itself',
    (d) =>
      (d.rules[0].when = { any: [{ all: [testAge({ below: 18 }), testAge({ above: 60 })] }, testAge({ below: 18 })] }),
    'rules[0].when.any[0]: can never be met',
  ],
  [
    'a condition beyond the range of a feature',
    (d) => (d.rules[0].when = testAge({ below: 0 })),
    'rules[0].when: can never be met',
  ],
  [
    'a condition beyond the points of a scorecard',
    (d) => (d.rules[1].when.all[0].below = 0),
    'rules[1].when.all[0]: can never be met',
  ],
  [
    'a row behind one that covers it',
    (d) => d.lgd.splice(1, 0, { when: { feature: 'loan_to_value', below: 0.5, if_unknown: 'not_met' }, lgd: 0.1 }),
    'lgd[1]: is never reached: a row before it applies whenever its condition is met',
  ],
  [
    'a rule behind a stricter one',
    (d) => d.rules.push(buildRule('minor', testAge({ below: 16 }), 'refer')),
    'rules[3]: is never reached: under_age decides whenever its condition is met',
  ],
  [
    'a rule behind one that suspects fraud, which decides first wherever it stands',
    (d) => d.rules.push({ ...buildRule('false_age', d.rules[0].when, 'decline'), suspects_fraud: true }),
    'rules[0]: is never reached: false_age decides whenever its condition is met',
  ],
  [
    'a limit behind a lower one',
    (d) => d.limits.push({ ...d.limits[0], name: 'larger', at_least: 9_000 }),
    'limits[2]: is never reached: large_expected_loss decides whenever its condition is met',
  ],
  [
    'a row of a matrix beyond the PD',
    (d) =>
      (d.matrices[0].rows.ranges = [
        { from: null, below: 1.5 },
        { from: 1.5, below: null },
      ]),
    'matrices[0].rows.ranges[1]: is never reached: the values lie between 0 and 1',
  ],
])('%s is refused', (_, change, problem) => {
  expect(listProblems(change)).toContain(problem);
});

test('a policy that approves nobody is refused', () => {
  const problems = listProblems((d) => {
    d.rules.push(
      buildRule('nobody', { any: [testAge({ at_least: 0 }), { feature: 'age_years', is: 'unknown' }] }, 'refer'),
    );
    d.golden_cases.shift();
  });
  expect(problems).toContain(': no application is approved, whatever its PD and its features');
});

test('a policy that approves everybody is refused', () => {
  const problems = listProblems((d) => {
    Object.assign(d, {
      cut_offs: [{ approve_below_pd: 0.5, decline_from_pd: 0.6 }],
      rules: [],
      matrices: [],
      limits: [],
    });
    d.golden_cases.pop();
  });
  expect(problems).toEqual([': every application with a PD below 0.5 is approved, whatever its features']);
});

test('the scale of another model is refused by name', () => {
  const scale = { base: 600, odds: 20, pdo: 40, min: 300, max: 850 };
  const problems = listProblems((d) => Object.assign(d, { score: { ...scale, base: 500, pdo: 20 } }), {
    version: 'm1',
    score_scale: scale,
  });
  expect(problems).toEqual([
    'score: policy car-loans-2027-01 states another score scale than model m1: base 500 instead of 600, pdo 20 instead of 40; leave `score` out of the policy, or state the scale of the model',
  ]);
});

test.each<[string, () => unknown, string]>([
  ['nothing', () => undefined, 'the document'],
  ['a list', () => [], ''],
  [
    'a condition nested a thousand times',
    () => ({ ...EXAMPLE_POLICY, rules: [buildRule('x', nest(1_000))] }),
    'is nested deeper than 30',
  ],
  ['a control character', () => ({ ...EXAMPLE_POLICY, description: 'a\u0000b' }), 'has a control character'],
  ['half a character', () => ({ ...EXAMPLE_POLICY, description: 'a\ud800' }), 'has a control character'],
  ['a million parts', () => ({ ...EXAMPLE_POLICY, rules: Array(1_000_000).fill(0) }), 'has more than 50000 parts'],
])('%s is refused', (_, build, problem) => {
  const [first] = checkPolicy(build(), CHECK_CONTEXT);
  expect(first?.code).toBe('policy-invalid');
  if (/^(is|has) /.test(problem)) expect(first?.problem).toBe(problem);
});

function nest(depth: number): object {
  return depth === 0 ? testAge({ below: 18 }) : { not: nest(depth - 1) };
}

test.each<[string, (draft: Draft) => void]>([
  [
    'thousands of rules of one feature',
    (d) => {
      d.rules = Array.from({ length: 2_000 }, (_, i) => buildRule(`r_${i}`, testAge({ above: 20 + i / 100 })));
    },
  ],
  [
    'a condition of thousands of categories',
    (d) => {
      const many = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
      d.rules.push(buildRule('many', { feature: 'purpose', in: many, if_unknown: 'met' }));
    },
  ],
  [
    'values that read one another many times',
    (d) => {
      const read = (i: number) => ({ value: `v_${i}`, bins: [{ from: null, below: null, points: 1 }] });
      const card = (i: number) => ({ base: 0, characteristics: [read(i + 1), read(i + 1), read(i + 1)] });
      const chain = Array.from({ length: 200 }, (_, i) => ({ name: `v_${i}`, scorecard: card(i) }));
      d.values.push(...chain, { ...d.values[0], name: 'v_200' });
    },
  ],
])('%s are checked within seconds', (_, change) => {
  const started = performance.now();
  listProblems(change);
  expect(performance.now() - started).toBeLessThan(10_000);
});
