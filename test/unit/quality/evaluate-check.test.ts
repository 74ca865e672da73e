/** The evaluation of quality checks: unknown values by column, sums by key, and bounds from the configuration. */

import { evaluateColumns, evaluateMissingRows, evaluateSums } from '../../../lambdas/quality/evaluate-check.ts';
import { qualityConfiguration, toBoundParameters } from '../../../lambdas/quality/quality-configuration.ts';
import { TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';

const tolerances = { tolerance: 0.5, columns: { 'transactions.booked_at': 0.1 } };
const part = (key: string, failed_rows: number, total_rows = 10) => ({ key, failed_rows, total_rows });

test('a column passes when all partitions together are within its tolerance', () => {
  const parts = [part('transactions.booked_at', 2), part('transactions.booked_at', 0), part('transactions.kind', 5)];
  expect(evaluateColumns(parts, tolerances)).toEqual({ failed_rows: 0, total_rows: 30, sample_keys: [], pass: true });
});

test('columns that exceed their tolerance fail and are named, the worst first', () => {
  const parts = [part('transactions.booked_at', 2), part('transactions.kind', 6)];
  expect(evaluateColumns(parts, tolerances)).toEqual({
    failed_rows: 8,
    total_rows: 20,
    sample_keys: ['transactions.kind: 60.0 % unknown', 'transactions.booked_at: 20.0 % unknown'],
    pass: false,
  });
});

describe('rows that full deliveries end', () => {
  const bounds = {
    minimum: 20,
    tables: { customers: 0.25, credit_history: 0.5, transactions: 0.5, loan_applications: 1 },
  };

  test.each([
    ['all rows', part('customers', 420, 420), ['customers: 420 of 420 rows']],
    ['a part beyond the bound', part('customers', 106, 420), ['customers: 106 of 420 rows']],
    ['a part within the bound', part('customers', 105, 420), []],
    ['a handful', part('customers', 19, 20), []],
    ['a handful by a delivery without rows', part('customers', 3, 3), ['customers: 3 of 3 rows']],
    ['any share where the bound is 1', part('loan_applications', 420, 420), []],
    ['nothing', part('transactions', 0, 0), []],
  ])('%s', (_, counts, sample_keys) => {
    expect(evaluateMissingRows([counts], bounds)).toMatchObject({ pass: sample_keys.length === 0, sample_keys });
  });

  test('of all partitions count together', () => {
    const parts = Array.from({ length: 16 }, (_, n) => part('transactions', n === 0 ? 40 : 0, 40));
    expect(evaluateMissingRows(parts, bounds)).toMatchObject({ pass: true });
    expect(evaluateMissingRows(parts.slice(0, 1), bounds)).toMatchObject({ pass: false });
  });
});

test('a column that is not delivered and a table without rows pass', () => {
  const parts = [part('transactions.booked_at', 10), part('transactions.kind', 0, 0)];
  expect(evaluateColumns(parts, tolerances)).toMatchObject({ pass: true });
});

test('the checks count every optional column of the contract, and the configuration names no other', () => {
  const sql = [
    readSqlFile('quality/missing_values.sql'),
    readSqlFile('quality/partition/missing_event_values.sql', { partition: '00' }),
  ].join('\n');
  const listed = [...sql.matchAll(/\('(\w+)', \w+(?:, \w+)?\)/g)].map(([, name]) => name).sort();
  const optional = Object.entries(TABLE_CONTRACTS).flatMap(([table, { columns }]) =>
    columns
      .filter(({ isKey, isRequired, isPersonal, name }) => !isKey && !isRequired && !isPersonal && name !== 'defaulted')
      .map(({ name }) => ({ table, name })),
  );
  expect(listed).toEqual(optional.map(({ name }) => name).sort());
  const names = optional.map(({ table, name }) => `${table}.${name}`);
  expect(names).toEqual(expect.arrayContaining(Object.keys(qualityConfiguration.missing_values.columns)));
});

test('the parameter of a bound begins with the name of its group', () => {
  expect(toBoundParameters(qualityConfiguration)).toMatchObject({ volume_lowest: 0.5, freshness_days: 62 });
});

test('the sum of a key over all statements has to be zero; a key with another sum is named', () => {
  const part = (key: string, failed_rows: number, total_rows = 0) => ({ key, failed_rows, total_rows });
  const whole = [part('customers', 0, 5), part('transactions', 7, 9), part('credit_history', 3, 3)];
  expect(
    evaluateSums([...whole, part('transactions', -4), part('transactions', -3), part('credit_history', -3)]),
  ).toEqual({
    failed_rows: 0,
    total_rows: 17,
    sample_keys: [],
    pass: true,
  });
  expect(evaluateSums([...whole, part('transactions', -9), part('credit_history', -1)])).toEqual({
    failed_rows: 4,
    total_rows: 17,
    sample_keys: ['credit_history', 'transactions'],
    pass: false,
  });
});
