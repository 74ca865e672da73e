/** Tests that derived features follow a change as their SQL defines them, and that what cannot follow is refused. */
import fc from 'fast-check';
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { deriveFeatures, FORMULA_FEATURES } from '../../../lambdas/shared/features/derive-features.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';

interface Loan {
  amount: number;
  term_months: number;
  annual_rate: number | null;
  annual_income: number;
  debt: number;
  collateral: number;
  credit_limit: number;
  balances: number[];
  months: (number | null)[];
}

const money = fc.integer({ min: 100, max: 500_000 });
const loan: fc.Arbitrary<Loan> = fc.record({
  amount: money,
  term_months: fc.integer({ min: 1, max: 120 }),
  annual_rate: fc.constantFrom(null, 0, 0.05, 0.19),
  annual_income: money,
  debt: fc.integer({ min: 0, max: 5000 }),
  collateral: money,
  credit_limit: money,
  balances: fc.array(money, { minLength: 6, maxLength: 6 }),
  months: fc.array(fc.constantFrom(null, -2, -1, 0, 1, 2, 5), { minLength: 5, maxLength: 5 }),
});

/** The features as sql/features/ defines them. `balances` and `months` begin with the newest statement. */
function computeFeatures(row: Loan): FeatureRecord {
  const { amount, term_months, annual_rate, annual_income, credit_limit, balances, months } = row;
  const monthly = (annual_rate ?? 0) / 12;
  const annuity = monthly > 0 ? (amount * monthly) / (1 - (1 + monthly) ** -term_months) : amount / term_months;
  const shares = balances.map((balance) => balance / credit_limit);
  const known = months.filter((value) => value !== null);
  const count = (matches: (value: number) => boolean) => known.filter(matches).length;
  return {
    ...{ amount, term_months, annual_rate, annual_income, credit_limit, instalment: annuity, purpose: 'car' },
    debt_to_income: annual_rate === null ? null : ((row.debt + annuity) * 12) / annual_income,
    loan_to_value: amount / row.collateral,
    amount_to_limit: amount / credit_limit,
    amount_to_income: amount / annual_income,
    ...{ balance: at(balances, 0), utilisation: at(shares, 0), statements_6m: 6 },
    utilisation_mean_6m: sum(shares) / 6,
    utilisation_trend_6m: at(shares, 0) - at(shares, 5),
    balance_trend_6m: at(balances, 0) - at(balances, 5),
    spare_limit: credit_limit - at(balances, 0),
    ...Object.fromEntries(months.map((value, i) => [`months_past_due_${i + 1}`, value])),
    months_past_due_max_6m: known.length === 0 ? null : Math.max(...known),
    months_past_due_mean_6m: known.length === 0 ? null : sum(known) / known.length,
    statements_late_6m: known.length === 0 ? null : count((value) => value >= 1),
    statements_late_2_6m: known.length === 0 ? null : count((value) => value >= 2),
    statements_paid_in_full_6m: known.length === 0 ? null : count((value) => value === -1),
  };
}

const at = (list: readonly number[], index: number): number => list[index] ?? Number.NaN;
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);

function expectClose(actual: FeatureRecord | undefined, expected: FeatureRecord): void {
  expect(Object.keys(actual ?? {}).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const found = actual?.[name];
    if (typeof value !== 'number' || typeof found !== 'number') expect([name, found]).toEqual([name, value]);
    else if (Math.abs(found - value) > 1e-6 * Math.max(1, Math.abs(value)))
      expect([name, found]).toEqual([name, value]);
  }
}

test('what is made of changed features follows them as its SQL defines it', () => {
  const change = fc.record(
    {
      amount: money,
      term_months: fc.integer({ min: 1, max: 120 }),
      annual_income: money,
      balance: money,
      credit_limit: money,
      months_past_due_1: fc.constantFrom(-1, 0, 1, 3),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(loan, fc.constantFrom(0, 2), change, (row, first, { balance, months_past_due_1, ...fields }) => {
      const before = { ...row, months: [first, ...row.months] };
      // A mean over six statements does not follow one limit of all of them.
      if (fields.credit_limit !== undefined) before.balances = before.balances.map(() => at(before.balances, 0));
      const after = {
        ...{ ...before, ...fields },
        balances: [balance ?? at(before.balances, 0), ...before.balances.slice(1)],
        months: [months_past_due_1 ?? first, ...row.months],
      };
      const changes = JSON.parse(JSON.stringify({ ...fields, balance, months_past_due_1 }));
      const [record, expected] = [computeFeatures(before), computeFeatures(after)];
      if (fields.credit_limit !== undefined) {
        for (const name of ['utilisation_mean_6m', 'utilisation_trend_6m']) {
          delete (record as Record<string, unknown>)[name];
          delete (expected as Record<string, unknown>)[name];
        }
      }
      expectClose(deriveFeatures(record, changes), expected);
    }),
    { numRuns: 300 },
  );
});

test('every feature that a person can change has formulas for all that follows it', () => {
  const follow = (source: string): string[] =>
    FEATURES.filter(({ follows }) => follows.includes(source)).flatMap(({ name }) => [name, ...follow(name)]);
  const changeable = FEATURES.filter(({ actionable }) => actionable !== null).map(({ name }) => name);
  expect(changeable).toContain('amount');
  expect(changeable.flatMap(follow).filter((name) => !FORMULA_FEATURES.includes(name))).toEqual([]);
});

test('formulas are of derived features only', () => {
  const derived = FEATURES.filter(({ follows }) => follows.length > 0).map(({ name }) => name);
  expect(derived).toEqual(expect.arrayContaining([...FORMULA_FEATURES]));
});

test.each([
  ['no formula', { payment_made_1: 100, payment_ratio_1: 0.5 }, { payment_made_1: 200 }],
  ['a source that the record does not have', { amount: 100, debt_to_income: 0.5 }, { amount: 50 }],
  ['an unknown source', { amount: 100, annual_rate: 0.1, instalment: 9, term_months: null }, { amount: 50 }],
  ['statements of which some are not there', { months_past_due_1: 2, statements_late_6m: 1 }, { months_past_due_1: 0 }],
  [
    'a largest value that none of the statements has',
    { ...listMonths(2), months_past_due_max_6m: 9 },
    { months_past_due_1: 0 },
  ],
  ['a value without a beginning', { amount: 0, amount_to_income: 0 }, { amount: 50 }],
  [
    'a mean of an unknown number of statements',
    { balance: 9, utilisation: 0.9, utilisation_mean_6m: 1 },
    { balance: 5 },
  ],
])('%s refuses the change', (_, record, changes) => {
  expect(deriveFeatures(record, changes)).toBeUndefined();
});

function listMonths(first: number): FeatureRecord {
  return Object.fromEntries([first, 0, 0, 0, 0, 0].map((value, i) => [`months_past_due_${i + 1}`, value]));
}

test('a feature that the record does not have does not hinder what can be computed without it', () => {
  expect(deriveFeatures({ amount: 100, amount_to_income: 0.2, loan_to_value: null }, { amount: 50 })).toEqual({
    ...{ amount: 50, amount_to_income: 0.1, loan_to_value: null },
  });
});

test('the largest use of the limit stays, because the statements before the newest one are not known', () => {
  const record = { balance: 80, utilisation: 0.8, utilisation_max_6m: 0.9 };
  expect(deriveFeatures(record, { balance: 40 })).toEqual({ balance: 40, utilisation: 0.4, utilisation_max_6m: 0.9 });
  expect(deriveFeatures(record, { balance: 95 })).toMatchObject({ utilisation: 0.95, utilisation_max_6m: 0.95 });
});

test('a change leaves the record as it was', () => {
  const record = Object.freeze({ amount: 100, amount_to_limit: 0.5 });
  expect(deriveFeatures(record, { amount: 50 })).toEqual({ amount: 50, amount_to_limit: 0.25 });
  expect(deriveFeatures(record, {})).toEqual(record);
});
