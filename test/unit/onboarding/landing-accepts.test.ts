/** Whatever a raw file holds, landing accepts every row and every value that the conversion writes. */
import fc from 'fast-check';
import { RawFileRefused } from '../../../lambdas/onboarding/contract/refusals.ts';
import { type ContractColumn, TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';
import type { TableName } from '../../../lambdas/shared/runs/run.ts';
import { convertTexts, findRejections } from '../../../testing/onboarding/convert-texts.ts';

const FORMATS: Readonly<Record<ContractColumn['type'], object>> = {
  text: { type: 'text' },
  integer: { type: 'number', thousands: ',' },
  money: { type: 'number', affixes: ['€'] },
  rate: { type: 'number', scale: 0.01, affixes: ['%'] },
  date: { type: 'date', format: 'dd.MM.yyyy' },
  timestamp: { type: 'date', format: 'yyyy-MM-dd HH:mm:ss' },
  boolean: { type: 'boolean', true: ['Y', '1'], false: ['N', '0'] },
};

/** One column for each field of a table, named after it. */
const mapTable = (table: TableName) =>
  TABLE_CONTRACTS[table].columns.map((contract) => ({
    column: `${table}.${contract.name}`,
    format: FORMATS[contract.type],
    use: { as: 'field', fields: [{ field: `${table}.${contract.name}` }] },
  }));

const attribute = (name: string, type: 'number' | 'category') => ({
  column: name,
  format: { type: type === 'number' ? 'number' : 'text' },
  use: { as: 'attribute', table: 'loan_applications', name, type, use: 'model' },
});

const FORMAT = { kind: 'delimited', encoding: 'utf-8', delimiter: ',', quote: '"', header: true };
const LOAN_COLUMNS = [
  ...mapTable('customers').filter(({ column }) => column !== 'customers.customer_id'),
  ...mapTable('loan_applications'),
  attribute('grade', 'category'),
  attribute('balance_ratio', 'number'),
];
const HISTORY_COLUMNS = mapTable('credit_history');

const MAPPING = {
  version: 1,
  name: 'all-fields',
  currency: 'EUR',
  as_of: { from: 'fixed', day: '2024-05-31' },
  target: null,
  sources: [
    { name: 'loans', files: ['loans.csv'], format: FORMAT, columns: LOAN_COLUMNS },
    {
      name: 'history',
      files: ['history.csv'],
      format: FORMAT,
      columns: HISTORY_COLUMNS,
      join: { column: 'credit_history.customer_id', with: 'loan_applications.customer_id' },
    },
  ],
};

/** Values that fit somewhere, and values that fit nowhere. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('C1', 'C2', 'A1', 'A2', '..', 'received', 'Active', 'x'.repeat(201)) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('31.05.2024', '01.06.2024', '29.2.2023', '31.12.1899', '2024-05-31 23:59:59'),
  },
  { weight: 2, arbitrary: fc.constantFrom('2024-06-01 00:30:00', '2024-05-30', '1970-01-01 00:00:00', '9999-12-31') },
  { weight: 4, arbitrary: fc.integer({ min: -2000, max: 10_000_000 }).map(String) },
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => `${number} €`) },
  { weight: 1, arbitrary: fc.constantFrom('1,234', '12 %', '(5)', '1e15', '1e-9', '-0', '.5', 'NaN', '9'.repeat(40)) },
  { weight: 1, arbitrary: fc.constantFrom('Y', 'n', '1.0', '0', '', ' ', '\u00a0', 'a,b', 'a"b', 'a\nb', 'a\rb') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 210 }) },
  { weight: 1, arbitrary: fc.constantFrom('\u2028', 'a\0b', '\ud83d\ude00', '=1+1', '\t', '\ufeff') },
);

const writeCsv = (columns: readonly { column: string }[], rows: readonly string[][]): string =>
  [columns.map(({ column }) => column), ...rows]
    .map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(','))
    .join('\r\n');

const rowsOf = (columns: readonly unknown[]) =>
  fc.array(fc.array(value, { minLength: columns.length, maxLength: columns.length }), { minLength: 1, maxLength: 6 });

/** So that there is always something to deliver. */
const GOOD_VALUES: Readonly<Record<string, string>> = {
  'loan_applications.application_id': 'GOOD',
  'loan_applications.customer_id': 'GOOD',
  'loan_applications.applied_at': '2024-05-01',
  'loan_applications.amount': '5',
};
const GOOD_LOAN = LOAN_COLUMNS.map(({ column }) => GOOD_VALUES[column] ?? '');

it('writes nothing that landing rejects', async () => {
  let deliveries = 0;
  const property = fc.asyncProperty(rowsOf(LOAN_COLUMNS), rowsOf(HISTORY_COLUMNS), async (loans, history) => {
    const files = {
      'loans.csv': writeCsv(LOAN_COLUMNS, [...loans, GOOD_LOAN]),
      'history.csv': writeCsv(HISTORY_COLUMNS, history),
    };
    try {
      const { sink } = await convertTexts(MAPPING, files);
      deliveries += 1;
      expect(findRejections(sink)).toEqual([]);
    } catch (error) {
      if (!(error instanceof RawFileRefused)) throw error;
      expect(error.reason).toBe('MappingMismatch'); // five values or more of one column do not fit
    }
  });
  await fc.assert(property, { numRuns: 200, endOnFailure: true });
  expect(deliveries).toBeGreaterThan(100);
});
