/** The table contract is the home of the ranges of delivered columns: every other place that states one agrees with it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PredictByCustomer } from '../../../lambdas/prediction-api/contract/schemas/predict-requests.ts';
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';

const columns = Object.entries(TABLE_CONTRACTS).flatMap(([table, contract]) =>
  contract.columns.map((column) => ({ table, ...column })),
);
/** The range of a column; of one that two tables have, that of the application. */
const findRange = (name: string) => columns.findLast((column) => column.name === name && column.range)?.range;

describe('a request of the prediction API', () => {
  const request = z.toJSONSchema(PredictByCustomer).properties as Record<string, { anyOf?: object[] }>;
  const readRange = (name: string): [number?, number?] => {
    const schemas = [request[name], ...(request[name]?.anyOf ?? [])] as { minimum?: number; maximum?: number }[];
    const { minimum, maximum } = schemas.find((schema) => schema.minimum !== undefined) ?? {};
    return [minimum, maximum];
  };

  test.each(['amount', 'term_months', 'annual_rate', 'monthly_debt_payments', 'collateral_value'])(
    'has the range of the delivered column: %s',
    (name) => {
      expect(readRange(name)).toEqual(findRange(name));
    },
  );

  test('has no other column with a range', () => {
    const ranged = columns.filter(({ table, range }) => table === 'loan_applications' && range).map(({ name }) => name);
    expect(ranged.sort()).toEqual([
      'amount',
      'annual_rate',
      'collateral_value',
      'monthly_debt_payments',
      'term_months',
    ]);
  });
});

test('a feature with the name of a delivered column has its range', () => {
  const shared = FEATURES.filter(({ name, range }) => range && findRange(name));
  expect(shared.map(({ name }) => name)).toEqual(expect.arrayContaining(['amount', 'annual_income', 'open_accounts']));
  for (const { name, range } of shared) expect({ name, range }).toEqual({ name, range: findRange(name) });
});

test.each([
  ['payment_made_1', 'payment_made'],
  ['months_past_due_max_6m', 'months_past_due'],
  ['months_past_due_mean_6m', 'months_past_due'],
  ['minimum_balance_90d', 'balance_after'],
])('the feature %s has the range of the column %s', (feature, column) => {
  expect(FEATURES.find(({ name }) => name === feature)?.range).toEqual(findRange(column));
});

test('the comments of the migrations state the ranges of the contract', () => {
  const migration = readFileSync('sql/migrations/0001_staging.sql', 'utf8');
  const stated = [...migration.matchAll(/column staging\.(\w+)\.(\w+) is '.*, (-?\d+) (?:to (\d+)|or more)';/g)];
  expect(stated.length).toBeGreaterThan(10);
  for (const [, table, name, lowest, highest] of stated) {
    const range = columns.find((column) => column.table === table && column.name === name)?.range;
    expect({ name, lowest: range?.[0] }).toEqual({ name, lowest: Number(lowest) });
    if (highest !== undefined) expect({ name, highest: range?.[1] }).toEqual({ name, highest: Number(highest) });
  }
});
