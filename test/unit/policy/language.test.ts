/** Tests what each part of the language decides, and which reason it gives. */
import { decide, listVerdicts, MissingPolicyFeature } from '../../../lambdas/shared/decision/decide.ts';
import { NO_REASONS, selectReasons } from '../../../lambdas/shared/decision/reasons.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import { listPolicyFeatures } from '../../../lambdas/shared/policy/readings.ts';
import { resolveScoreScale, ScoreScaleConflict } from '../../../lambdas/shared/policy/score-scale.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';

const policy = parsePolicy(EXAMPLE_POLICY);
const sound: FeatureRecord = {
  ...{ age_years: 40, annual_income: 50_000, employment_status: 'permanent', purpose: 'home' },
  ...{ loan_to_value: 0.7, amount: 10_000, term_months: 36 },
};
const decided = (pd: number, changes: FeatureRecord = {}) => {
  const { decision, decided_by } = decide(policy, pd, { ...sound, ...changes });
  return `${decision} ${decided_by}`;
};
/** Names of the rules, matrices and limits that hold and do not approve. */
const listHeld = (pd: number, changes: FeatureRecord = {}) =>
  listVerdicts(policy, pd, { ...sound, ...changes })
    .filter(({ decision }) => decision !== 'approve')
    .map(({ decided_by }) => decided_by);
const reasonOf = (pd: number, changes: FeatureRecord) => {
  const features = { ...sound, ...changes };
  const never = () => {
    throw new Error('a rule is not explained by the score');
  };
  const [reason] = selectReasons(policy, decide(policy, pd, features), features, never).reasons;
  return [reason?.feature, reason?.value, reason?.text];
};

test('cut-offs are those of the first row whose condition is met', () => {
  expect(decided(0.16)).toBe('refer score');
  expect(decided(0.16, { purpose: 'car' })).toBe('approve score');
  expect(decided(0.16, { purpose: null })).toBe('refer score');
});

test('a rule states what an unknown feature means', () => {
  expect(decided(0.01, { age_years: null })).toBe('decline rule:under_age');
  expect(decided(0.01, { age_years: 18 })).toBe('approve score');
});

test('points of two scorecards, one of which reads the other, decide a rule', () => {
  const poor = { annual_income: 10_000, employment_status: 'student' };
  expect(listHeld(0.01, poor)).toContain('rule:few_points');
  expect(listHeld(0.01, { ...poor, purpose: 'car' })).not.toContain('rule:few_points');
  expect(listHeld(0.01, { ...poor, employment_status: 'temporary' })).not.toContain('rule:few_points');
  expect(listHeld(0.01, { ...poor, employment_status: null, annual_income: 20_000 })).not.toContain('rule:few_points');
});

test('a rule may ask whether a feature is known, and for the PD', () => {
  expect(listHeld(0.1, { annual_income: null })).toContain('rule:no_income_at_high_risk');
  expect(listHeld(Math.fround(0.1), { annual_income: null })).toContain('rule:no_income_at_high_risk');
  expect(listHeld(0.0999, { annual_income: null })).not.toContain('rule:no_income_at_high_risk');
});

test('a matrix decides by PD and loan-to-value, and by its own decision where one is unknown', () => {
  expect(decided(0.01, { loan_to_value: 1.2 })).toBe('refer rule:risk_by_cover');
  expect(decided(0.12, { loan_to_value: 1.2 })).toBe('decline rule:risk_by_cover');
  expect(decided(0.12, { loan_to_value: 0.8 })).toBe('refer rule:risk_by_cover');
  expect(decided(0.12, { loan_to_value: 0.79 })).toBe('approve score');
  expect(decided(0.12, { loan_to_value: null })).toBe('approve score');
});

test('the rate is that of band and term, and leads to the expected return of 12 months', () => {
  const price = (pd: number, changes: FeatureRecord) => {
    const { rate, expected_return } = decide(policy, pd, { ...sound, ...changes });
    return [rate, expected_return];
  };
  // 10,000 × (0.07 − 0.03) × (1 − 0.04) − 0.04 × 0.25 × 10,000
  expect(price(0.04, {})).toEqual([0.07, 284]);
  expect(price(0.04, { term_months: 12 })).toEqual([0.06, 188]);
  // Half a year earns half a year's interest.
  expect(price(0.04, { term_months: 6 })).toEqual([0.06, 44]);
  expect(price(0.04, { term_months: 12.5 })).toEqual([0.07, 284]);
  expect(price(0.04, { term_months: 49 })).toEqual([0.08, 380]);
  expect(price(0.04, { term_months: null })).toEqual([null, null]);
  expect(price(0.5, { term_months: 60 })).toEqual([null, null]);
});

test('a limit of the expected return refers what does not earn its risk, except cars', () => {
  const uncovered = { loan_to_value: null, term_months: 12 };
  expect(listHeld(0.14, uncovered)).toEqual(['rule:no_return']);
  expect(listHeld(0.14, { ...uncovered, purpose: 'car' })).toEqual([]);
  expect(listHeld(0.14, { ...uncovered, term_months: null })).toEqual([]);
});

test('a limit of the expected loss refers a large loan', () => {
  expect(decided(0.1, { amount: 200_000, purpose: 'car' })).toBe('refer rule:large_expected_loss');
  expect(decided(0.1, { amount: 199_999, purpose: 'car' })).toBe('approve score');
});

test('the reason names the stated feature, else the first that is read, directly or by a value', () => {
  expect(reasonOf(0.01, { age_years: 17 })).toEqual(['age_years', 17, policy.rules[0]?.reason]);
  expect(reasonOf(0.01, { annual_income: 1, employment_status: 'student' })).toEqual([
    'annual_income',
    1,
    policy.rules[1]?.reason,
  ]);
  expect(reasonOf(0.12, { loan_to_value: 1.2 })).toEqual(['loan_to_value', 1.2, policy.matrices[0]?.reason]);
  expect(reasonOf(0.1, { amount: 200_000 })).toEqual(['amount', 200_000, policy.limits[0]?.reason]);
});

test('the feature that a row states comes before those that it reads', () => {
  const [first, ...others] = policy.rules;
  const stated = { ...policy, rules: [{ ...first, feature: 'amount' } as (typeof policy.rules)[number], ...others] };
  const features = { ...sound, age_years: 17 };
  const { reasons } = selectReasons(stated, decide(stated, 0.01, features), features, () => NO_REASONS);
  expect(reasons).toMatchObject([{ feature: 'amount', value: 10_000, text: first?.reason }]);
});

test('a PD at a bound is compared as float32, whichever side of the double it lies on', () => {
  for (const bound of [0.1, 0.7]) {
    const when = { of: 'pd' as const, at_least: bound };
    const rule = { name: 'risky', when, decision: 'decline' as const, reason: 'The risk is high.' };
    const [matrix] = policy.matrices;
    const ranges = [
      { from: null, below: bound },
      { from: bound, below: null },
    ];
    const rows = { of: 'pd' as const, ranges };
    const risky = { ...policy, rules: [rule], matrices: [{ ...matrix, rows } as (typeof policy.matrices)[number]] };
    const names = (pd: number) =>
      listVerdicts(risky, pd, { ...sound, loan_to_value: 2 }).map(({ decided_by }) => decided_by);
    for (const pd of [bound, Math.fround(bound)]) {
      expect(names(pd)).toContain('rule:risky');
      expect(listVerdicts(risky, pd, { ...sound, loan_to_value: 2 })).toContainEqual({
        decision: 'decline',
        decided_by: 'rule:risk_by_cover',
      });
    }
    expect(names(bound - 1e-6)).not.toContain('rule:risky');
  }
});

test('needed features have their type', () => {
  expect(listPolicyFeatures(policy)).toEqual([
    { name: 'age_years', type: 'number' },
    { name: 'amount', type: 'number' },
    { name: 'annual_income', type: 'number' },
    { name: 'employment_status', type: 'category' },
    { name: 'loan_to_value', type: 'number' },
    { name: 'purpose', type: 'category' },
    { name: 'term_months', type: 'number' },
  ]);
});

test.each(listPolicyFeatures(policy))('features without $name, or with another type, are refused', ({ name, type }) => {
  const { [name]: _, ...rest } = sound;
  for (const features of [rest, { ...rest, [name]: type === 'number' ? 'text' : 3 }]) {
    expect(() => decide(policy, 0.1, features)).toThrow(MissingPolicyFeature);
    expect(() => decide(policy, 0.1, features)).toThrow(`needs the ${type} ${name}`);
  }
});

test('of equally strict rules one that suspects fraud decides, wherever it stands', () => {
  const when = { feature: 'amount', at_least: 0, if_unknown: 'met' } as const;
  const rule = (name: string, decision: 'refer' | 'decline') => ({ name, when, decision, reason: 'It is so.' });
  const rules = [rule('first', 'refer'), { ...rule('false_papers', 'refer'), suspects_fraud: true as const }];
  expect(decide({ ...policy, rules }, 0.01, sound)).toMatchObject({ decided_by: 'rule:false_papers' });
  const stricter = [...rules, rule('last', 'decline')];
  expect(decide({ ...policy, rules: stricter }, 0.01, sound)).toMatchObject({ decided_by: 'rule:last' });
});

describe('the scale of the score', () => {
  const scale = { base: 500, odds: 50, pdo: 20, min: 0, max: 1_000 };
  const model = { version: 'm1', score_scale: scale };

  test("is the model's, else the policy's, else that of the first models", () => {
    expect(resolveScoreScale(policy, model)).toEqual(scale);
    expect(resolveScoreScale({ ...policy, score: scale }, model)).toEqual(scale);
    expect(resolveScoreScale({ ...policy, score: scale }, { version: 'old' })).toEqual(scale);
    expect(resolveScoreScale(policy, { version: 'old' })).toMatchObject({ base: 600, max: 850 });
    expect(decide(policy, 0.1, sound, scale).score).toBe(451);
  });

  test.each(['base', 'odds', 'pdo', 'min', 'max'] as const)('with another %s is refused by name', (name) => {
    const other = { ...policy, score: { ...scale, [name]: scale[name] + 1 } };
    expect(() => resolveScoreScale(other, model)).toThrow(ScoreScaleConflict);
    expect(() => resolveScoreScale(other, model)).toThrow(`${name} ${scale[name] + 1} instead of ${scale[name]}`);
  });
});
