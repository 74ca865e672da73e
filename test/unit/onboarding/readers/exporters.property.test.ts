/** What any common exporter writes comes back equal, in the dialect, encoding and layout that the reader finds itself. */
import { expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { readOne } from './raw-files.ts';

interface Table {
  columns: string[];
  rows: string[][];
}

const word = fc.constantFrom(
  'Teacher',
  'Müller',
  'debt consolidation',
  'A11',
  'Łódź',
  'O’Hara',
  'São Paulo',
  'n-1',
  'ok',
);
const trap = fc.constantFrom(
  'a,b',
  'x;y',
  'say "hi"',
  '"',
  'tab\there',
  'two\nlines',
  'bar|bar',
  ' lead',
  'trail ',
  "it's",
  '#1',
  '100%',
);
const amount = fc.integer({ min: 0, max: 9_999_999 }).map((cents) => (cents / 100).toFixed(2));
const day = fc.integer({ min: 0, max: 9000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const cell = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 2, arbitrary: trap },
  { weight: 1, arbitrary: fc.constant('') },
);

/** A table of loans: a key, an amount, a date, and texts that hold whatever people type. */
const tables = (texts: fc.Arbitrary<string>): fc.Arbitrary<Table> =>
  fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc
      .array(fc.tuple(amount, day, fc.array(texts, { minLength: width, maxLength: width })), {
        minLength: 3,
        maxLength: 30,
      })
      .map((rows) => ({
        columns: ['loan_id', 'amount', 'opened', ...Array.from({ length: width }, (_, index) => `text ${index}`)],
        rows: rows.map(([cents, date, others], index) => [String(1000 + index), cents, date, ...others]),
      })),
  );

const expectEqual = async (content: string | Buffer, { columns, rows }: Table, chunkBytes?: number) => {
  const read = await readOne(content, { ...(chunkBytes && { chunkBytes }) });
  expect(read.unreadable).toEqual([]);
  expect(read.columns).toEqual(columns);
  expect(read.rows).toEqual(rows);
};

const delimiter = fc.constantFrom(',', ';', '\t', '|');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const RUNS = { numRuns: 300 };

test('csv-stringify with any delimiter, line end, quoting and encoding', async () => {
  const options = fc.record({
    delimiter,
    record_delimiter: lineEnd,
    quoted: fc.boolean(),
    quoted_empty: fc.boolean(),
    bom: fc.boolean(),
  });
  const encodings = fc.constantFrom('utf8', 'utf16le') as fc.Arbitrary<BufferEncoding>;
  const property = fc.asyncProperty(
    tables(cell),
    options,
    encodings,
    fc.integer({ min: 1, max: 4096 }),
    async (table, how, encoding, chunk) => {
      fc.pre(how.bom || encoding === 'utf8');
      const text = stringify([table.columns, ...table.rows], how);
      await expectEqual(Buffer.from(text, encoding), table, chunk);
    },
  );
  await fc.assert(property, RUNS);
});

test('backslashes before quotes', async () => {
  const property = fc.asyncProperty(tables(cell), delimiter, async (table, by) => {
    fc.pre(table.rows.flat().some((value) => value.includes('"')));
    await expectEqual(stringify([table.columns, ...table.rows], { delimiter: by, escape: '\\' }), table);
  });
  await fc.assert(property, RUNS);
});

test('single quotes around texts', async () => {
  const texts = fc.constantFrom('Teacher', 'a,b', 'New York', 'x');
  const property = fc.asyncProperty(tables(texts), async (table) => {
    const line = ([id, cents, date, ...others]: string[]) =>
      [id, cents, date, ...others.map((text) => `'${text}'`)].join(',');
    await expectEqual([table.columns.join(','), ...table.rows.map(line)].join('\n'), table);
  });
  await fc.assert(property, RUNS);
});

test('pandas with its index', async () => {
  const property = fc.asyncProperty(tables(cell), async ({ columns, rows }) => {
    const indexed = rows.map((row, index) => [String(index), ...row]);
    const text = stringify([['', ...columns], ...indexed]);
    await expectEqual(text, { columns: ['column_1', ...columns], rows: indexed });
  });
  await fc.assert(property, RUNS);
});

test('write.csv2 of R: semicolons, decimal commas, quoted texts, NA', async () => {
  const property = fc.asyncProperty(tables(cell), async (table) => {
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const rows = table.rows.map(([id = '', cents = '', ...others]) => [id, cents.replace('.', ','), ...others]);
    const line = ([id, cents, ...others]: string[]) =>
      [id, cents, ...others.map((text) => (text === '' ? 'NA' : quote(text)))].join(';');
    const expected = rows.map((row) => row.map((text) => (text === '' ? 'NA' : text)));
    await expectEqual([table.columns.map(quote).join(';'), ...rows.map(line)].join('\n'), { ...table, rows: expected });
  });
  await fc.assert(property, RUNS);
});

test('write.table of R: blanks, quoted texts, row names without a heading', async () => {
  const texts = fc.constantFrom('Teacher', 'New York', 'say "hi"', 'it is', 'NA');
  const property = fc.asyncProperty(tables(texts), async ({ columns, rows }) => {
    const quote = (text: string) => `"${text.replaceAll('"', '\\"')}"`;
    const line = ([id, cents, ...others]: string[], index: number) =>
      [quote(String(index + 1)), id, cents, ...others.map(quote)].join(' ');
    const text = [columns.map(quote).join(' '), ...rows.map(line)].join('\n');
    const named = rows.map((row, index) => [String(index + 1), ...row]);
    await expectEqual(text, { columns: ['column_1', ...columns], rows: named });
  });
  await fc.assert(property, RUNS);
});

/** The text format of COPY and of INTO OUTFILE: tabs, no quotes, backslashes, \N for null. */
test('COPY of PostgreSQL and INTO OUTFILE of MySQL', async () => {
  const texts = fc.oneof(cell, fc.constantFrom('C:\\new', 'back\\slash'));
  const property = fc.asyncProperty(tables(texts), async (table) => {
    const escapeText = (text: string) =>
      text === ''
        ? '\\N'
        : text.replace(
            /[\\\t\n\r]/g,
            (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? '',
          );
    const text = [table.columns, ...table.rows].map((row) => row.map(escapeText).join('\t')).join('\n');
    fc.pre(text.includes('\\N'));
    const rows = table.rows.map((row) => row.map((value) => (value === '' ? null : value))) as string[][];
    await expectEqual(text, { ...table, rows });
  });
  await fc.assert(property, RUNS);
});

test('INTO OUTFILE enclosed by quotes', async () => {
  const property = fc.asyncProperty(tables(cell), async (table) => {
    const enclose = (text: string) => (text === '' ? '\\N' : `"${text.replace(/["\\\n]/g, '\\$&')}"`);
    const text = [table.columns, ...table.rows].map((row) => row.map(enclose).join(',')).join('\n');
    fc.pre(text.includes('\\N'));
    const rows = table.rows.map((row) => row.map((value) => (value === '' ? null : value))) as string[][];
    await expectEqual(text, { ...table, rows });
  });
  await fc.assert(property, RUNS);
});

test('Excel: sep= before the header, a preamble, a total and a note below', async () => {
  const separators = fc.constantFrom(',', ';', '\t');
  const plain = fc.constantFrom('Teacher', 'Nurse', 'x;y', 'a,b', 'car');
  const property = fc.asyncProperty(
    tables(plain),
    separators,
    fc.boolean(),
    fc.boolean(),
    async (table, by, said, footed) => {
      const filler = by.repeat(table.columns.length - 1);
      const lines = stringify([table.columns, ...table.rows], { delimiter: by, record_delimiter: '\r\n' });
      const before = said ? `sep=${by}\r\n` : `Loans of the branch${filler}\r\n${filler}\r\n`;
      const after = footed ? `Total${by}123456.00${filler.slice(1)}\r\n${table.rows.length} rows\r\n` : '';
      await expectEqual(before + lines + after, table);
    },
  );
  await fc.assert(property, RUNS);
});

test('Hive and mainframes: control characters as delimiters', async () => {
  const texts = fc.constantFrom('Teacher', 'a,b', 'x;y', 'New York', '');
  const property = fc.asyncProperty(
    tables(texts),
    fc.constantFrom('\u0001', '\u001f', '^', '~', '¦'),
    async (table, by) => {
      await expectEqual([table.columns, ...table.rows].map((row) => row.join(by)).join('\n'), table);
    },
  );
  await fc.assert(property, RUNS);
});

test('Windows-1252 and Latin-1 of western programs', async () => {
  const texts = fc.constantFrom('Müller', 'Straße', 'São Paulo', 'façade', 'piñata', 'Teacher', 'x;y');
  const property = fc.asyncProperty(tables(texts), async (table) => {
    fc.pre(/[^\0-\x7f]/.test(table.rows.flat().join('')));
    await expectEqual(Buffer.from(stringify([table.columns, ...table.rows], { delimiter: ';' }), 'latin1'), table);
  });
  await fc.assert(property, RUNS);
});
