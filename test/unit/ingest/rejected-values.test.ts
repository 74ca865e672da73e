/** An invalid value of an optional column costs the value and not its row, unless the values of the row have moved. */
import { describe, expect, test } from '@jest/globals';
import { createRowConverter } from '../../../lambdas/ingest/prepare/row-converter.ts';
import { TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';
import type { AttributeType, TableName } from '../../../lambdas/shared/runs/run.ts';

const AS_OF = '2024-07-01';

/** Converts rows of a table and returns what became of them. Line 2 is the first row. */
function convertRows(
  table: TableName,
  rows: Record<string, string>[],
  attributes: Record<string, AttributeType> = {},
  seal?: () => string,
) {
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const converter = createRowConverter(table, AS_OF, header, attributes, seal);
  const converted = rows.map((row, i) =>
    converter.convert(
      header.map((name) => row[name] ?? ''),
      i + 2,
      true,
    ),
  );
  return {
    texts: converted.map((row) => ('text' in row ? row.text.trimEnd() : row.reason)),
    values: converter.listRejectedValues(),
  };
}

const APPLICATION = { application_id: 'a1', customer_id: 'c1', applied_at: '2024-06-01T10:00:00', amount: '1000' };
const INVALID: Record<string, string> = {
  birth_date: '2099-01-01',
  dependants: '-1',
  employment_start_date: '2024-08-01',
  annual_income: '12k',
  residence_since: '30.06.2024',
  credit_score: '5000',
  months_past_due: '1.5',
  booked_at: '2024-08-01T00:00:00',
  term_months: '0',
  status: 'pending',
  defaulted: 'maybe',
  outcome_date: '2024-05-01',
};
const KEYS: Record<TableName, Record<string, string>> = {
  customers: { customer_id: 'c1' },
  credit_history: { customer_id: 'c1', as_of: '2024-06-30' },
  transactions: { transaction_id: 't1', customer_id: 'c1', amount: '1' },
  loan_applications: APPLICATION,
};
const optionalColumns = Object.entries(TABLE_CONTRACTS).flatMap(([table, { columns }]) =>
  columns
    .filter(({ isKey, isRequired, isPersonal }) => !isKey && !isRequired && !isPersonal)
    .map(({ name, type }) => [table as TableName, name, type] as const),
);

test.each(optionalColumns)('an invalid value of %s.%s is unknown, and its row is accepted', (table, name, type) => {
  const value = INVALID[name] ?? (type === 'text' ? 'x'.repeat(201) : type === 'date' ? '2024-02-30' : 'x');
  const { texts, values } = convertRows(table, [{ ...KEYS[table], [name]: value }, KEYS[table]]);
  expect(texts[0]?.replace(/,\d+$/, '')).toBe(texts[1]?.replace(/,\d+$/, ''));
  expect(values).toEqual([{ column: name, fault: expect.any(String), values: 1, delivered: 1, lines: [2] }]);
});

test('a key or a required value that is invalid rejects the row', () => {
  const { texts, values } = convertRows('loan_applications', [
    { ...APPLICATION, applied_at: '2024-08-01' },
    { ...APPLICATION, amount: '-1' },
    { ...APPLICATION, application_id: '..' },
    { ...APPLICATION, customer_id: '\u00a0' },
  ]);
  expect(texts).toEqual([
    'in_future:applied_at',
    'out_of_range:amount',
    'invalid_id:application_id',
    'missing_value:customer_id',
  ]);
  expect(values).toEqual([]);
});

test('invalid values are counted by column and fault, with the first ten lines', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ customer_id: `c${i}`, dependants: i % 2 ? '-1' : '1' }));
  const { values } = convertRows('customers', [...rows, { customer_id: 'd', dependants: '1.5' }]);
  expect(values).toEqual([
    {
      column: 'dependants',
      fault: 'out_of_range',
      values: 15,
      delivered: 31,
      lines: [3, 5, 7, 9, 11, 13, 15, 17, 19, 21],
    },
    { column: 'dependants', fault: 'not_an_integer', values: 1, delivered: 31, lines: [32] },
  ]);
});

test('an invalid attribute is unknown as well', () => {
  const attributes = { points: 'number', note: 'category' } as const;
  const { texts, values } = convertRows(
    'customers',
    [
      { customer_id: 'c1', points: '1e99', note: 'x'.repeat(201) },
      { customer_id: 'c2', points: ' 7 ', note: ' lead' },
    ],
    attributes,
  );
  expect(texts[0]).toContain(',{},');
  expect(texts[1]).toContain('"{""points"":7,""note"":"" lead""}"');
  expect(values.map(({ column, fault }) => [column, fault])).toEqual([
    ['points', 'out_of_range'],
    ['note', 'too_long'],
  ]);
});

test.each(['NaN', 'nan', 'NaT', 'None', '<NA>', 'NULL', 'N/A', '#N/A', ' na ', '\\N', 'not available'])(
  '%j of a column that is no text is unknown, and no invalid value',
  (word) => {
    const optional = TABLE_CONTRACTS.loan_applications.columns.filter(
      ({ type, allowedValues, isKey, isRequired }) => (type !== 'text' || allowedValues) && !isKey && !isRequired,
    );
    const unknown = Object.fromEntries([...optional.map(({ name }) => name), 'points'].map((name) => [name, word]));
    const { texts, values } = convertRows(
      'loan_applications',
      [
        { ...APPLICATION, ...unknown },
        { ...APPLICATION, purpose: word, shop: word },
        { ...APPLICATION, amount: word },
      ],
      { points: 'number', shop: 'category' },
    );
    expect(texts[0]).toBe('a1,c1,2024-06-01T10:00:00,1000,,,,,,,,,{},2');
    expect(texts[1]).toContain(`,${word},`);
    expect(texts[1]).toContain(`{""shop"":${JSON.stringify(word).replaceAll('"', '""')}}`);
    expect(texts[2]).toBe('not_a_number:amount');
    expect(values).toEqual([]);
  },
);

test('an outcome of the evening of the application, west of UTC, is not before it', () => {
  const row = { ...APPLICATION, applied_at: '2024-06-02T03:30:00Z', defaulted: '1.0', outcome_date: '2024-06-01' };
  expect(convertRows('loan_applications', [row])).toMatchObject({
    texts: [expect.stringContaining(',true,2024-06-01,')],
    values: [],
  });
  expect(convertRows('loan_applications', [{ ...row, outcome_date: '2024-05-31' }]).values).toHaveLength(1);
});

describe('a row whose values have moved', () => {
  const person = { full_name: 'Jane Doe', address: 'Road 1', email: 'j@x.org' };

  test('is rejected when words stand where numbers and dates belong', () => {
    const { texts } = convertRows('customers', [
      { customer_id: 'c1', birth_date: 'Jane Doe', annual_income: 'Springfield', education_level: 'j@x.org' },
    ]);
    expect(texts).toEqual(['misplaced_values']);
  });

  test.each<Record<string, string>>([
    { birth_date: '01.02.1980', employment_start_date: '28-Feb-97', annual_income: '12k' },
    { birth_date: 'NaN', dependants: 'unknown', annual_income: 'N/A' },
    { birth_date: 'NaT', employment_start_date: 'NaT', dependants: '#VALUE!', annual_income: 'not available' },
    { birth_date: '0000-00-00', dependants: '?', annual_income: '-' },
    { dependants: 'two', annual_income: '1' },
  ])('is not assumed for %j', (row) => {
    const { texts } = convertRows('customers', [{ customer_id: 'c1', ...row }]);
    expect(texts[0]).toMatch(/^c1,/);
  });

  test('stores none of its personal values in clear', () => {
    const { texts, values } = convertRows(
      'customers',
      [{ customer_id: 'c1', birth_date: 'ID-4711', education_level: 'Road 1', note: 'Jane Doe', sex: 'f', ...person }],
      { note: 'category' },
      () => 'sealed',
    );
    expect(texts[0]).not.toMatch(/Jane|Road|x\.org/);
    expect(texts[0]).toContain('sealed');
    expect(values.map(({ column, fault }) => [column, fault]).sort()).toEqual([
      ['birth_date', 'not_a_date'],
      ['education_level', 'personal_value'],
      ['note', 'personal_value'],
    ]);
  });

  test('keeps a category that equals a personal value where no value has the wrong form', () => {
    const row = { customer_id: 'c1', birth_date: '1980-01-01', country: 'Malta', ...person, address: 'Malta' };
    expect(convertRows('customers', [row]).texts[0]).toContain('Malta');
  });
});
