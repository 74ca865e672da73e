/** Tests that every mistake in a policy is refused with its path and its reason, and that the example has none. */
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { type CheckContext, checkPolicy } from '../../../lambdas/shared/policy-checks/check-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';

/** A document that tests spoil anywhere. */
type Draft = ReturnType<typeof JSON.parse>;

const features = FEATURES.map(({ name, type }) => ({
  name,
  type: type === 'category' ? ('category' as const) : ('number' as const),
}));
const attribute = { name: 'customer_branch', type: 'category' as const };
const context: CheckContext = { features: [...features, attribute], model: null };

/** The problems of the example after a change, as `path: reason`. */
function listProblems(change: (draft: Draft) => void, model: CheckContext['model'] = null): string[] {
  const draft = structuredClone(EXAMPLE_POLICY) as Draft;
  change(draft);
  return checkPolicy(draft, { ...context, model }).map(({ path, problem }) => `${path}: ${problem}`);
}

const age = (test: object) => ({ feature: 'age_years', if_unknown: 'not_met', ...test });
const rule = (name: string, when: object, decision = 'decline') => ({ name, when, decision, reason: 'It is so.' });

test('the example has no problem', () => {
  expect(listProblems(() => undefined)).toEqual([]);
});

test.each<[mistake: string, change: (draft: Draft) => void, problem: string]>([
  ['no object', (d) => Object.assign(d, { rules: 3 }), 'rules: Invalid input: expected array, received number'],
  ['an unknown field', (d) => Object.assign(d, { cutoff: 1 }), ': Unrecognized key: "cutoff"'],
  ['another format', (d) => Object.assign(d, { format: 3 }), 'format: Invalid input: expected 2'],
  [
    'a version in capitals',
    (d) => Object.assign(d, { version: 'A' }),
    'version: must be lower case letters, digits, . _ and -, at most 60',
  ],
  ['an unknown feature', (d) => (d.rules[0].when.feature = 'age'), 'rules[0].when.feature: there is no feature age'],
  ['an unknown feature of a reason', (d) => (d.rules[0].feature = 'age'), 'rules[0].feature: there is no feature age'],
  ['an unknown exposure', (d) => (d.ead[0].feature = 'sum'), 'ead[0].feature: there is no feature sum'],
  ['an unknown term', (d) => (d.pricing[0].term = 'months'), 'pricing[0].term: there is no feature months'],
  [
    'an unknown feature of a case',
    (d) => (d.golden_cases[1].features.age = 1),
    'golden_cases[1].features.age: there is no feature age',
  ],
  [
    'a text for a number in a case',
    (d) => (d.golden_cases[1].features.amount = '1'),
    'golden_cases[1].features.amount: amount is a number',
  ],
  [
    'a category compared as a number',
    (d) => d.rules.push(rule('x', { feature: 'residence_status', below: 3, if_unknown: 'met' })),
    'rules[3].when.feature: residence_status is a category and is compared as a number',
  ],
  [
    'a number compared as a category',
    (d) => d.rules.push(rule('x', { feature: 'credit_score', in: ['3'], if_unknown: 'met' })),
    'rules[3].when.feature: credit_score is a number and is compared as a category',
  ],
  [
    'a feature of two types',
    (d) => d.rules.push(rule('x', { feature: 'purpose', below: 3, if_unknown: 'met' })),
    'rules[3].when.feature: purpose is read as a number here and as a category at cut_offs[0].when.feature',
  ],
  [
    'a category of the lender that is only known or unknown',
    (d) => d.rules.push(rule('x', { feature: 'customer_branch', is: 'unknown' })),
    'rules[3].when.feature: customer_branch is a category, which the policy must say: test it with in or not_in',
  ],
  [
    'a rate in percent',
    (d) => (d.pricing[0].rates[0].rates[0] = 12),
    'pricing[0].rates[0].rates[0]: Too big: expected number to be <=10',
  ],
  [
    'no condition',
    (d) => (d.rules[0].when = {}),
    'rules[0].when: must be a condition: all, any, not, or a test of a feature, of a value, of pd or of score',
  ],
  [
    'no test',
    (d) => (d.rules[0].when = age({})),
    'rules[0].when.at_least: must have one of below, at_most, above, at_least, between',
  ],
  [
    'two tests',
    (d) => (d.rules[0].when = age({ below: 18, at_least: 3 })),
    'rules[0].when: Unrecognized key: "at_least"',
  ],
  [
    'nothing for unknown',
    (d) => (d.rules[0].when = { feature: 'age_years', below: 18 }),
    "rules[0].when.if_unknown: must be 'met' or 'not_met'",
  ],
  [
    'an answer of a value for unknown',
    (d) => (d.rules[1].when.all[0].if_unknown = 'met'),
    'rules[1].when.all[0]: Unrecognized key: "if_unknown"',
  ],
  [
    'a mistake deep in a condition',
    (d) => (d.rules[1].when = { any: [{ not: { all: [age({ below: 'x' })] } }] }),
    'rules[1].when.any[0].not.all[0].below: Invalid input: expected number, received string',
  ],
  [
    'a range that ends before it begins',
    (d) => (d.rules[0].when = age({ between: [9, 3] })),
    'rules[0].when.between: the first bound must not exceed the second',
  ],
  ['a set without categories', (d) => (d.cut_offs[0].when.in = []), 'cut_offs[0].when.in: must have a category'],
  ['a category twice', (d) => (d.cut_offs[0].when.in = ['car', 'car']), 'cut_offs[0].when.in: a category comes twice'],
  [
    'a rule that approves',
    (d) => (d.rules[0].decision = 'approve'),
    'rules[0].decision: Invalid option: expected one of "refer"|"decline"',
  ],
  [
    'a rule without a reason',
    (d) => (d.rules[0].reason = ''),
    'rules[0].reason: Too small: expected string to have >=1 characters',
  ],
  [
    'a name twice',
    (d) => (d.limits[0].name = 'under_age'),
    'limits[0].name: the name under_age is taken by rules[0].name',
  ],
  [
    'a value twice',
    (d) => (d.values[1].name = 'income_points'),
    'values[1].name: the name income_points is taken by values[0].name',
  ],
  [
    'a case twice',
    (d) => (d.golden_cases[1].name = 'a sound car loan'),
    'golden_cases[1].name: the name a sound car loan is taken by golden_cases[0].name',
  ],
  [
    'a value that does not exist',
    (d) => (d.rules[1].when.all[0].value = 'points'),
    'rules[1].when.all[0].value: there is no value points',
  ],
  [
    'a value of itself',
    (d) => (d.values[1].scorecard.characteristics[0].value = 'application_points'),
    'values[1]: the value leads back to itself: application_points → application_points',
  ],
  [
    'bands that do not ascend',
    (d) => (d.bands[0].below_pd = 0.5),
    'bands: below_pd must ascend from band to band, and only the last may be null',
  ],
  [
    'crossed cut-offs',
    (d) => (d.cut_offs[1].approve_below_pd = 0.5),
    'cut_offs[1]: approve_below_pd must not exceed decline_from_pd',
  ],
  [
    'cut-offs that leave applications out',
    (d) => d.cut_offs.pop(),
    'cut_offs[0].when: the last row must have no condition, so that a row always applies',
  ],
  [
    'rows after the last',
    (d) => d.lgd.push({ lgd: 0.1 }),
    'lgd[1]: the rows after this one are never reached: only the last has no condition',
  ],
  [
    'overlapping bins',
    (d) => (d.values[0].scorecard.characteristics[0].bins[1].from = 15_000),
    'values[0].scorecard.characteristics[0].bins[1].from: overlaps the range before, which ends at 20000',
  ],
  [
    'a missing bin',
    (d) => (d.values[0].scorecard.characteristics[0].bins[1].from = 25_000),
    'values[0].scorecard.characteristics[0].bins[1].from: the range from 20000 to below 25000 is missing',
  ],
  [
    'no first bin',
    (d) => (d.values[0].scorecard.characteristics[0].bins[0].from = 0),
    'values[0].scorecard.characteristics[0].bins[0].from: the range below 0 is missing: the first must have from null',
  ],
  [
    'no last bin',
    (d) => (d.values[0].scorecard.characteristics[0].bins[1].below = 9e9),
    'values[0].scorecard.characteristics[0].bins[1].below: the range from 9000000000 on is missing: the last must have below null',
  ],
  [
    'a category in two bins',
    (d) => d.values[1].scorecard.characteristics[1].bins[1].in.push('retired'),
    'values[1].scorecard.characteristics[1].bins[1]: the category retired is in values[1].scorecard.characteristics[1].bins[0] too',
  ],
  [
    'a missing column',
    (d) => d.matrices[0].columns.ranges.splice(1, 1),
    'matrices[0].columns.ranges[1].from: the range from 0.8 to below 1.2 is missing',
  ],
  [
    'a missing row of decisions',
    (d) => d.matrices[0].decisions.pop(),
    'matrices[0].decisions: must have 2 rows, one for each of the matrix, and has 1',
  ],
  [
    'a missing decision',
    (d) => d.matrices[0].decisions[1].pop(),
    'matrices[0].decisions[1]: must have 3 decisions, one for each column, and has 2',
  ],
  [
    'groups without otherwise',
    (d) => (d.matrices[0].columns = { feature: 'purpose', groups: [['car'], ['home']] }),
    "matrices[0].columns.groups: the last group, and no other, must be 'otherwise'",
  ],
  [
    'a limit without an answer for unknown',
    (d) => delete d.limits[1].if_unknown,
    "limits[1].if_unknown: must be 'met' or 'not_met'",
  ],
  [
    'a limit of no figure',
    (d) => (d.limits[0].of = 'profit'),
    'limits[0].of: Invalid option: expected one of "expected_loss"|"ead"|"lgd"|"rate"|"expected_return"',
  ],
  [
    'a band without rates',
    (d) => d.pricing[0].rates.pop(),
    'pricing[0].rates: must have one row for band C, and has 0',
  ],
  ['rates of no band', (d) => (d.pricing[0].rates[2].band = 'D'), 'pricing[0].rates[2].band: there is no band D'],
  [
    'a missing rate',
    (d) => d.pricing[0].rates[1].rates.pop(),
    'pricing[0].rates[1].rates: must have 3 rates, one for each term, and has 2',
  ],
  [
    'terms without an end',
    (d) => (d.pricing[0].up_to_months[2] = 96),
    'pricing[0].up_to_months[2]: the last must be null, so that longer terms have a rate',
  ],
  [
    'terms that do not ascend',
    (d) => (d.pricing[0].up_to_months[1] = 12),
    'pricing[0].up_to_months[1]: must exceed 12',
  ],
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
    (d) => (d.rules[0].when = { any: [{ all: [age({ below: 18 }), age({ above: 60 })] }, age({ below: 18 })] }),
    'rules[0].when.any[0]: can never be met',
  ],
  [
    'a condition beyond the range of a feature',
    (d) => (d.rules[0].when = age({ below: 0 })),
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
    (d) => d.rules.push(rule('minor', age({ below: 16 }), 'refer')),
    'rules[3]: is never reached: under_age decides whenever its condition is met',
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

test('a cycle over several values is refused, with its way', () => {
  const problems = listProblems((d) => {
    d.values[0].scorecard.characteristics.push({
      value: 'application_points',
      bins: [{ from: null, below: null, points: 1 }],
    });
  });
  expect(problems).toEqual([
    'values[0]: the value leads back to itself: income_points → application_points → income_points',
    'values[1]: the value leads back to itself: application_points → income_points → application_points',
  ]);
});

test('a policy that approves nobody is refused', () => {
  const problems = listProblems((d) => {
    d.rules.push(rule('nobody', { any: [age({ at_least: 0 }), { feature: 'age_years', is: 'unknown' }] }, 'refer'));
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
    () => ({ ...EXAMPLE_POLICY, rules: [rule('x', nest(1_000))] }),
    'is nested deeper than 30',
  ],
  ['a control character', () => ({ ...EXAMPLE_POLICY, description: 'a\u0000b' }), 'has a control character'],
  ['half a character', () => ({ ...EXAMPLE_POLICY, description: 'a\ud800' }), 'has a control character'],
  ['a million parts', () => ({ ...EXAMPLE_POLICY, rules: Array(1_000_000).fill(0) }), 'has more than 50000 parts'],
])('%s is refused', (_, build, problem) => {
  const [first] = checkPolicy(build(), context);
  expect(first?.code).toBe('policy-invalid');
  if (/^(is|has) /.test(problem)) expect(first?.problem).toBe(problem);
});

function nest(depth: number): object {
  return depth === 0 ? age({ below: 18 }) : { not: nest(depth - 1) };
}

test.each<[string, (draft: Draft) => void]>([
  [
    'thousands of rules of one feature',
    (d) => {
      d.rules = Array.from({ length: 2_000 }, (_, i) => rule(`r_${i}`, age({ above: 20 + i / 100 })));
    },
  ],
  [
    'a condition of thousands of categories',
    (d) => {
      const many = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
      d.rules.push(rule('many', { feature: 'purpose', in: many, if_unknown: 'met' }));
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
