/** Files of a mapping in another format than on the first day: read if they have its columns, refused by name otherwise. */
import { Mapping } from '../../../lambdas/onboarding/contract/mapping.ts';
import { convertFiles } from '../../../lambdas/onboarding/conversion/convert-files.ts';
import { openMappedTables } from '../../../lambdas/onboarding/conversion/open-mapped-tables.ts';
import { createMemoryFile } from '../../../testing/onboarding/memory-file.ts';
import { MemorySink } from '../../../testing/onboarding/memory-sink.ts';

const field = (column: string, name: string, format: object = { type: 'text' }) => ({
  column,
  format,
  use: { as: 'field', fields: [{ field: `loan_applications.${name}` }] },
});

const MAPPING = Mapping.parse({
  version: 1,
  name: 'loans',
  currency: 'EUR',
  as_of: { from: 'arrival' },
  target: null,
  sources: [
    {
      name: 'loans',
      files: ['loans*.csv'],
      format: { kind: 'delimited', encoding: 'utf-8', delimiter: ';', quote: '"', header: true },
      columns: [
        field('Kredit', 'application_id'),
        field('Datum', 'applied_at', { type: 'date', format: 'dd.MM.yyyy' }),
        field('Höhe', 'amount', { type: 'number', decimal: ',' }),
        {
          column: 'Note',
          use: { as: 'attribute', table: 'loan_applications', name: 'grade', type: 'category', use: 'model' },
        },
      ],
    },
  ],
});

const ROWS = [
  ['Kredit', 'Datum', 'Höhe', 'Note'],
  ['K1', '03.04.2024', '1,5', 'größer'],
  ['K2', '04.04.2024', '2,5', 'A'],
  ['K3', '05.04.2024', '3,5', 'B'],
];
const write = (delimiter: string, rows = ROWS): string =>
  rows
    .map((row) => row.map((value) => (value.includes(delimiter) ? `"${value}"` : value)).join(delimiter))
    .join('\r\n');

async function convert(contents: string | Buffer) {
  const file = createMemoryFile('export.txt', contents);
  const sink = new MemorySink();
  await convertFiles(MAPPING, await openMappedTables(MAPPING, [file]), sink, { files: [file], today: '2024-05-01' });
  return sink
    .readText('2024-05-01', 'loan_applications.csv.gz')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(','));
}

const reordered = ROWS.map(([id = '', date = '', amount = '', grade = '']) => [grade, amount, id, date]);

it.each([
  ['as on the first day', write(';')],
  ['another delimiter', write('\t')],
  ['commas and quotes', write(',')],
  ['UTF-16', Buffer.from(`\ufeff${write(';')}`, 'utf16le')],
  ['Latin-1', Buffer.from(write(';'), 'latin1')],
  ['another order of columns', write(';', reordered)],
])('%s is read', async (_, contents) => {
  expect(await convert(contents)).toEqual([
    ['K1', 'K1', '2024-04-03T00:00:00Z', '1.5', 'received', 'größer'],
    ['K2', 'K2', '2024-04-04T00:00:00Z', '2.5', 'received', 'A'],
    ['K3', 'K3', '2024-04-05T00:00:00Z', '3.5', 'received', 'B'],
  ]);
});

it.each([
  [
    'a renamed column',
    write(';').replace('Höhe', 'Betrag'),
    /missing column Höhe; new column Betrag; where a column was renamed/,
  ],
  [
    'a missing column',
    write(
      ';',
      ROWS.map((row) => row.slice(0, 3)),
    ),
    /missing column Note; deliver it again/,
  ],
  [
    'a new column',
    write(
      ';',
      ROWS.map((row, i) => [...row, i === 0 ? 'Telefon' : '030']),
    ),
    /new column Telefon; add them to the mapping/,
  ],
  ['a file without its header', write(';', ROWS.slice(1)), /MappingMismatch/],
])('%s is refused by name', async (_, contents, message) => {
  await expect(convert(contents)).rejects.toThrow(message);
});

it('shows no value of a file that lost its header', async () => {
  const rows = ROWS.slice(1).map((row) => ['Jo Doe', ...row.slice(1)]);
  await expect(convert(write(';', rows))).rejects.toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('Jo Doe') }),
  );
});
