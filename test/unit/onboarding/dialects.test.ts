/** What any exporter writes, in any dialect, comes back equal from the deliveries. */
import fc from 'fast-check';
import { openRawTables } from '../../../lambdas/onboarding/readers/open-raw-tables.ts';
import { convertTexts, findRejections } from '../../../testing/onboarding/convert-texts.ts';
import { createMemoryFile } from '../../../testing/onboarding/memory-file.ts';

/** A loan as it is in the lender's system. */
const loan = fc.record({
  client: fc.integer({ min: 1, max: 9 }),
  appliedOn: fc.date({ min: new Date('1995-01-01'), max: new Date('2024-05-31'), noInvalidDate: true }),
  cents: fc.integer({ min: 0, max: 99_999_999_999 }),
  rate: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
  months: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
  purpose: fc.option(
    fc.constantFrom('car', 'new roof', 'größer, schöner', 'he said "yes"', "l'auto", 'a;b', 'x\ty', '1', 'NA?'),
    {
      nil: undefined,
    },
  ),
  ratio: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: undefined }),
});
type Loan = typeof loan extends fc.Arbitrary<infer Value> ? Value : never;

const pad = (number: number) => String(number).padStart(2, '0');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DATES: Readonly<Record<string, (date: Date) => string>> = {
  'yyyy-MM-dd': (date) => date.toISOString().slice(0, 10),
  'dd.MM.yyyy': (date) => `${pad(date.getUTCDate())}.${pad(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`,
  'M/d/yyyy': (date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`,
  'dd-MMM-yy': (date) => `${pad(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${pad(date.getUTCFullYear() % 100)}`,
  yyyyMMdd: (date) => date.toISOString().slice(0, 10).replaceAll('-', ''),
};

const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quotes: fc.constantFrom('always', 'needed'),
  escape: fc.constantFrom('doubled' as const, 'backslash' as const),
  newline: fc.constantFrom('\n', '\r\n'),
  endsWithNewline: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'utf-16le', 'windows-1252'),
  decimal: fc.constantFrom('.' as const, ',' as const),
  grouped: fc.boolean(),
  missing: fc.constantFrom('', 'NULL', '-999'),
  percent: fc.boolean(),
  unit: fc.constantFrom('', ' months', ' mths'),
  date: fc.constantFrom(...Object.keys(DATES)),
});
type Dialect = typeof dialect extends fc.Arbitrary<infer Value> ? Value : never;

const HEADER = ['loan', 'client', 'applied', 'amount', 'rate', 'term', 'purpose', 'ratio'];

function writeMoney(cents: number, { decimal, grouped }: Dialect): string {
  const whole = String(Math.floor(cents / 100));
  const thousands = decimal === '.' ? ',' : '.';
  return `${grouped ? whole.replace(/(?<=\d)(?=(\d{3})+$)/g, thousands) : whole}${decimal}${pad(cents % 100)}`;
}

function writeRow(loan: Loan, i: number, dialect: Dialect): string[] {
  const { missing, percent, decimal, unit, date } = dialect;
  const rate = loan.rate === undefined ? undefined : String(loan.rate / 100).replace('.', decimal);
  return [
    `L${i}`,
    `C${loan.client}`,
    DATES[date]?.(loan.appliedOn) ?? '',
    writeMoney(loan.cents, dialect),
    rate === undefined ? missing : `${rate}${percent ? ' %' : ''}`,
    loan.months === undefined ? missing : `${loan.months}${unit}`,
    loan.purpose ?? missing,
    loan.ratio === undefined ? missing : String(loan.ratio).replace('.', decimal),
  ];
}

function writeFile(loans: readonly Loan[], dialect: Dialect): Buffer {
  const { delimiter, quotes, escape: escaping, newline, endsWithNewline, encoding } = dialect;
  const quote = (text: string) => {
    const isNeeded = quotes === 'always' || text.includes(delimiter) || /["\\\r\n]/.test(text);
    const escaped = escaping === 'doubled' ? text.replaceAll('"', '""') : text.replace(/["\\]/g, '\\$&');
    return isNeeded ? `"${escaped}"` : text;
  };
  const rows = [HEADER, ...loans.map((row, i) => writeRow(row, i, dialect))];
  const text = rows.map((row) => row.map(quote).join(delimiter)).join(newline) + (endsWithNewline ? newline : '');
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  return Buffer.from(encoding === 'utf-8-bom' ? `\ufeff${text}` : text);
}

function createMapping(dialect: Dialect) {
  const { delimiter, encoding, decimal, grouped, missing, percent, unit, date } = dialect;
  const number = { type: 'number', decimal, thousands: grouped ? (decimal === '.' ? ',' : '.') : null };
  const field = (column: string, name: string, format: object = { type: 'text' }) => ({
    ...{ column, format, missing: missing === '' ? [] : [missing] },
    use: { as: 'field', fields: [{ field: name }] },
  });
  return {
    version: 1,
    name: 'loans',
    currency: 'EUR',
    as_of: { from: 'fixed', day: '2024-05-31' },
    target: null,
    sources: [
      {
        name: 'loans',
        files: ['loans.csv'],
        format: {
          kind: 'delimited',
          encoding: encoding.replace('-bom', ''),
          delimiter,
          quote: '"',
          escape: dialect.escape,
          header: true,
        },
        columns: [
          field('loan', 'loan_applications.application_id'),
          field('client', 'customers.customer_id'),
          field('applied', 'loan_applications.applied_at', { type: 'date', format: date }),
          field('amount', 'loan_applications.amount', number),
          field('rate', 'loan_applications.annual_rate', { ...number, scale: 0.01, affixes: percent ? ['%'] : [] }),
          field('term', 'loan_applications.term_months', { ...number, affixes: unit ? [unit] : [] }),
          field('purpose', 'loan_applications.purpose'),
          {
            ...{ column: 'ratio', format: { type: 'number', decimal }, missing: missing === '' ? [] : [missing] },
            use: { as: 'attribute', table: 'loan_applications', name: 'ratio', type: 'number', use: 'model' },
          },
        ],
      },
    ],
  };
}

it('comes back equal', async () => {
  const property = fc.asyncProperty(
    fc.array(loan, { minLength: 1, maxLength: 12 }),
    dialect,
    async (loans, dialect) => {
      const { read, report, sink } = await convertTexts(createMapping(dialect), {
        'loans.csv': writeFile(loans, dialect),
      });
      expect(report).toMatchObject({ refused_rows: 0, unknown_values: [] });
      expect(findRejections(sink)).toEqual([]);
      const found = read('loan_applications').map((row) => ({
        client: row.customer_id,
        appliedOn: row.applied_at,
        cents: Math.round(Number(row.amount) * 100),
        rate: row.annual_rate === '' ? undefined : Number(row.annual_rate),
        months: row.term_months === '' ? undefined : Number(row.term_months),
        purpose: row.purpose || undefined,
        ratio: row.ratio === '' ? undefined : Number(row.ratio),
      }));
      const expected = loans.map(({ client, appliedOn, rate, ratio, ...row }) => ({
        ...row,
        client: `C${client}`,
        appliedOn: `${appliedOn.toISOString().slice(0, 10)}T00:00:00Z`,
        rate: rate === undefined ? undefined : Number((rate / 10_000).toFixed(4)),
        ratio: ratio === undefined ? undefined : ratio + 0,
      }));
      expect(found).toEqual(expected);
    },
  );
  await fc.assert(property, { numRuns: 300, endOnFailure: true });
});

it('finds the dialect by itself', async () => {
  const property = fc.asyncProperty(
    fc.array(loan, { minLength: 8, maxLength: 12 }),
    dialect,
    async (loans, dialect) => {
      const [table] = await openRawTables(createMemoryFile('loans.csv', writeFile(loans, dialect)));
      expect(table?.columns).toEqual(HEADER);
      const rows: (string | null)[][] = [];
      for await (const batch of table?.rows() ?? []) rows.push(...batch.map(({ values }) => values));
      expect(rows).toEqual(loans.map((row, i) => writeRow(row, i, dialect)));
    },
  );
  await fc.assert(property, { numRuns: 300, endOnFailure: true });
});
