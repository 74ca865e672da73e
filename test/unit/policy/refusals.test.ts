/** Tests that what is no policy is refused with its path and its reason, and that the example is one. */
import { buildRule, type Draft, listProblems, testAge } from '../../../testing/policies/spoiled-policy.ts';

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
    (d) => d.rules.push(buildRule('x', { feature: 'residence_status', below: 3, if_unknown: 'met' })),
    'rules[3].when.feature: residence_status is a category and is compared as a number',
  ],
  [
    'a number compared as a category',
    (d) => d.rules.push(buildRule('x', { feature: 'credit_score', in: ['3'], if_unknown: 'met' })),
    'rules[3].when.feature: credit_score is a number and is compared as a category',
  ],
  [
    'a feature of two types',
    (d) => d.rules.push(buildRule('x', { feature: 'purpose', below: 3, if_unknown: 'met' })),
    'rules[3].when.feature: purpose is read as a number here and as a category at cut_offs[0].when.feature',
  ],
  [
    'a category of the lender that is only known or unknown',
    (d) => d.rules.push(buildRule('x', { feature: 'customer_branch', is: 'unknown' })),
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
    (d) => (d.rules[0].when = testAge({})),
    'rules[0].when.at_least: must have one of below, at_most, above, at_least, between',
  ],
  [
    'two tests',
    (d) => (d.rules[0].when = testAge({ below: 18, at_least: 3 })),
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
    (d) => (d.rules[1].when = { any: [{ not: { all: [testAge({ below: 'x' })] } }] }),
    'rules[1].when.any[0].not.all[0].below: Invalid input: expected number, received string',
  ],
  [
    'a range that ends before it begins',
    (d) => (d.rules[0].when = testAge({ between: [9, 3] })),
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
    'matrices[0].decisions: must have as many rows as the matrix, 2, and has 1',
  ],
  [
    'a missing decision',
    (d) => d.matrices[0].decisions[1].pop(),
    'matrices[0].decisions[1]: must have a decision for each column, 3, and has 2',
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
    'pricing[0].rates[1].rates: must have a rate for each term, 3, and has 2',
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
