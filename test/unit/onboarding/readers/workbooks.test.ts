/** Excel workbooks: where the table is, how cells are read, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { readFile, readOne, readRefusal } from './raw-files.ts';
import { type SheetContent, writeWorkbook } from './zip-writer.ts';

const number = (value: number, style: number) => ({ xml: `s="${style}"><v>${value}</v></c>` });
const read = (sheet: Partial<SheetContent>, options?: Parameters<typeof writeWorkbook>[1]) =>
  readOne(writeWorkbook([{ name: 'Loans', rows: [], ...sheet }], options), { name: 'loans.xlsx' });
const LOANS: SheetContent['rows'] = [
  ['id', 'status', 'amount'],
  [1, 'paid', 100.5],
  [2, 'open', 200],
  [3, 'open', 300],
];

test('a plain sheet', async () => {
  expect(await read({ rows: LOANS })).toEqual({
    columns: ['id', 'status', 'amount'],
    remarks: [],
    format: { kind: 'workbook', sheet: 'Loans', header_row: 1, footer_rows: 0 },
    part: 'Loans',
    rows: [
      ['1', 'paid', '100.5'],
      ['2', 'open', '200'],
      ['3', 'open', '300'],
    ],
    lines: [2, 3, 4],
    unreadable: [],
  });
});

test('a title above, empty rows, totals and notes below', async () => {
  const rows = [['Portfolio of Bank X'], [], ...LOANS, ['Total', null, 600.5], [], ['Source: core banking, 2024']];
  const table = await read({ rows, after: '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>' });
  expect(table.lines).toEqual([4, 5, 6]);
  expect(table.format).toMatchObject({ header_row: 3, footer_rows: 2 });
  expect(table.remarks).toEqual([
    'what stands above row 3 is no part of the table and not read',
    '2 rows below row 6 are not read: totals or notes',
  ]);
});

test('a total of every column is no row', async () => {
  const rows = [
    ['id', 'a', 'b'],
    [1, 2, 3],
    [2, 2, 3],
    [3, 2, 3],
    ['Total', 6, 9],
  ];
  expect((await read({ rows })).lines).toEqual([2, 3, 4]);
});

describe('number formats', () => {
  test.each([
    ['dd.mm.yyyy', 45_351, '2024-02-29'],
    ['[$-409]d\\-mmm\\-yy;@', 45_351, '2024-02-29'],
    ['yyyy-mm-dd hh:mm', 45_351.5, '2024-02-29 12:00:00'],
    ['mmm-yy', 45_323, '2024-02-01'],
    ['h:mm AM/PM', 0.75, '18:00:00'],
    ['0.00%', 0.07, '7%'],
    ['0.0%', 0.1234, '12.34%'],
    ['#,##0.00 "days"', 1234.5, '1234.5'],
    ['[Red]-0.00;General', 5, '5'],
    ['[h]:mm', 1.5, '1.5'],
    ['General', 0.1 + 0.2, '0.30000000000000004'],
    ['dd/mm/yyyy', 59, '1900-02-28'],
    ['dd/mm/yyyy', 61, '1900-03-01'],
  ])('%s', async (format, value, text) => {
    const table = await read(
      {
        rows: [
          ['id', 'x'],
          [1, number(value, 1)],
          [2, number(value, 1)],
        ],
      },
      { formats: [format] },
    );
    expect(table.rows[0]).toEqual(['1', text]);
  });

  test('the 1904 system', async () => {
    const rows = [
      ['id', 'x'],
      [1, number(43_889, 1)],
    ];
    expect((await read({ rows }, { formats: ['yyyy-mm-dd'], is1904: true })).rows[0]).toEqual(['1', '2024-02-29']);
  });
});

test('booleans, errors, shared and rich texts, formulas', async () => {
  const strings = ['<si><t>plain</t></si>', '<si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si>'];
  const rows = [
    ['id', 'yes', 'bad', 'text', 'sum', 'never'],
    [
      1,
      { xml: 't="b"><v>1</v></c>' },
      { xml: 't="e"><v>#N/A</v></c>' },
      { xml: 't="s"><v>0</v></c>' },
      { xml: '><f>1+1</f><v>2</v></c>' },
      { xml: '><f>1+1</f><v/></c>' },
    ],
    [
      2,
      { xml: 't="b"><v>0</v></c>' },
      5,
      { xml: 't="s"><v>1</v></c>' },
      { xml: 't="str"><f>A1</f><v>a_x000D_b</v></c>' },
      null,
    ],
  ];
  const table = await read({ rows }, { strings });
  expect(table.rows).toEqual([
    ['1', 'TRUE', null, 'plain', '2', null],
    ['2', 'FALSE', '5', 'rich', 'a\rb', null],
  ]);
  expect(table.remarks).toEqual([
    '2 cells are formulas, read with their last result',
    '1 formulas have no result and are read as empty: open the workbook, calculate and save it',
    '1 cells show an error such as #N/A and are read as empty',
  ]);
});

test('hidden rows and columns are read, hidden sheets are not', async () => {
  const sheets: SheetContent[] = [
    {
      name: 'Loans',
      rows: LOANS,
      rowAttributes: { 3: 'hidden="1"' },
      before: '<cols><col min="2" max="2" hidden="1"/></cols>',
    },
    { name: 'Old', rows: LOANS, state: 'hidden' },
    { name: 'Notes', rows: [['Read me']] },
  ];
  const table = await readOne(writeWorkbook(sheets));
  expect(table.lines).toEqual([2, 3, 4]);
  expect(table.remarks).toEqual([
    '1 rows are hidden and are read as the others',
    '1 columns are hidden and are read as the others',
    'the hidden sheet "Old" is not read',
    'the sheet "Notes" has no table and is not read',
  ]);
});

test('cells that are merged over rows have their value in each', async () => {
  const rows = [
    ['branch', 'id', 'amount'],
    ['North', 1, 5],
    [null, 2, 6],
    [null, 3, 7],
    ['South', 4, 8],
  ];
  const table = await read({ rows, after: '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>' });
  expect(table.rows.map(([branch]) => branch)).toEqual(['North', 'North', 'North', 'South']);
  expect(table.remarks).toEqual(['cells are merged over rows (first A2:A4): each row gets their value']);
});

test('of two headings the lower one names the columns', async () => {
  const rows = [['Loan', null, 'Money'], ['id', 'status', 'amount'], ...LOANS.slice(1)];
  expect((await read({ rows })).columns).toEqual(['id', 'status', 'amount']);
});

test('each sheet is a table', async () => {
  const tables = await readFile(
    writeWorkbook([
      { name: 'A', rows: LOANS },
      { name: 'B', rows: LOANS },
    ]),
  );
  expect(tables.map(({ part }) => part)).toEqual(['A', 'B']);
});

test('rows keep their columns when the first cells are empty', async () => {
  const rows = [
    [null, 'id', 'amount'],
    [null, 1, 5],
    [null, 2, null],
    [null, 3, 7],
  ];
  expect((await read({ rows })).rows).toEqual([
    ['1', '5'],
    ['2', null],
    ['3', '7'],
  ]);
});

test('a given format reads the same, and says what no longer fits', async () => {
  const content = writeWorkbook([{ name: 'Loans', rows: [['x'], [], ...LOANS] }]);
  const { format, rows } = await readOne(content);
  expect((await readOne(content, { format })).rows).toEqual(rows);
  expect(
    await readRefusal(content, { format: { kind: 'workbook', sheet: 'Credits', header_row: 1, footer_rows: 0 } }),
  ).toBe(
    'RawFileRefused MappingMismatch: loans.csv has no sheet "Credits", only "Loans": rename the sheet, or mend `sheet` in the mapping',
  );
});

describe('refused', () => {
  const refuse = (rows: SheetContent['rows']) =>
    readRefusal(writeWorkbook([{ name: 'Loans', rows }]), { name: 'l.xlsx' });
  test.each<[string, SheetContent['rows'], string]>([
    [
      'two tables below each other',
      [...LOANS, [], ['name', 'city'], ['Joe', 'NY'], ['Jim', 'LA']],
      'SeveralTables: l.xlsx, sheet "Loans" has two tables, from rows 1 and 6 on: move each',
    ],
    [
      'two tables side by side',
      LOANS.map((row, index) => [...row, null, index ? 'k' : 'key', index || 'value']),
      'SeveralTables: l.xlsx, sheet "Loans" has two tables side by side: move each',
    ],
    [
      'a name twice',
      [
        ['id', 'x', 'x'],
        [1, 2, 3],
        [2, 3, 4],
      ],
      'DuplicateColumn: l.xlsx, sheet "Loans": columns 2 and 3 have the same name',
    ],
    [
      'no header',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      'HeaderNotFound: l.xlsx, sheet "Loans" has no row with the names',
    ],
    ['nothing', [], 'EmptyFile: l.xlsx, sheet "Loans" has no table'],
    ['a header alone', [['id', 'x']], 'EmptyFile: l.xlsx, sheet "Loans" has a header and no rows'],
  ])('%s', async (_, rows, message) => expect(await refuse(rows)).toContain(message));
});

test('entities of a document type are not expanded', async () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
  const table = await read({ rows: LOANS, before: bomb });
  expect(table.rows).toHaveLength(3);
});
