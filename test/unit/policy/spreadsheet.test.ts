/** Tests that a policy comes back from a spreadsheet unchanged, and that mistakes in cells are refused by their cell. */
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/universal';
import writeWorkbook from 'write-excel-file/node';
import { parsePolicy, toDocument } from '../../../lambdas/shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../../lambdas/shared/policy/policy-problem.ts';
import { formatCondition, parseCondition } from '../../../lambdas/shared/policy-spreadsheet/condition-text.ts';
import { readSpreadsheet, writeSpreadsheet } from '../../../lambdas/shared/policy-spreadsheet/spreadsheet.ts';
import { arbitraryCondition, arbitraryPolicy } from '../../../testing/policies/arbitrary-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

test.each([
  ['the example', parsePolicy(EXAMPLE_POLICY)],
  ['a policy of format 1', getSeedPolicy('2026-11-23')],
])('%s comes back unchanged', async (_, policy) => {
  const read = await readSpreadsheet(await writeSpreadsheet(policy));
  expect(read).toEqual(toDocument(policy));
  expect(parsePolicy(read)).toEqual(policy);
});

test('every policy comes back unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryPolicy, async (policy) => {
      expect(await readSpreadsheet(await writeSpreadsheet(policy))).toEqual(toDocument(policy));
    }),
    { numRuns: 20 },
  );
});

test('a workbook of the release before, without the mark of fraud, is read', async () => {
  const bytes = await writeSpreadsheet(parsePolicy(EXAMPLE_POLICY));
  const workbook = await readWorkbook(Uint8Array.from(bytes).buffer, { trim: false });
  const before = workbook.map(({ sheet, data }) => ({
    ...{ sheet, data: (sheet === 'rules' ? data.map((row) => row.slice(0, -1)) : data) as never },
  }));
  expect(workbook.find(({ sheet }) => sheet === 'rules')?.data[0]?.at(-1)).toBe('suspects_fraud');
  expect(await readSpreadsheet(await writeWorkbook(before).toBuffer())).toEqual(
    toDocument(parsePolicy(EXAMPLE_POLICY)),
  );
});

test('every condition is read as it was written', () => {
  fc.assert(
    fc.property(arbitraryCondition, (condition) =>
      expect(parseCondition(formatCondition(condition))).toEqual(condition),
    ),
  );
});

describe('a spreadsheet with a mistake', () => {
  type Rows = (string | number | boolean | Date | null)[][];

  /** Reads the example's spreadsheet after a change of its sheets. */
  async function readChanged(change: (sheets: Map<string, Rows>) => void): Promise<string[]> {
    const bytes = await writeSpreadsheet(parsePolicy(EXAMPLE_POLICY));
    const workbook = await readWorkbook(Uint8Array.from(bytes).buffer, { trim: false });
    const sheets = new Map(workbook.map(({ sheet, data }) => [sheet, data as Rows]));
    change(sheets);
    const changed = [...sheets].map(([sheet, data]) => ({ sheet, data: data as never }));
    return listProblems(await writeWorkbook(changed).toBuffer());
  }

  async function listProblems(bytes: Uint8Array): Promise<string[]> {
    try {
      await readSpreadsheet(bytes);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidPolicy)) throw error;
      return error.problems.map(({ path, problem }) => `${path}: ${problem}`);
    }
  }

  const setCell =
    (sheet: string, row: number, column: number, value: string | number | null) => (sheets: Map<string, Rows>) => {
      const cells = sheets.get(sheet)?.[row];
      if (!cells) throw new Error(`no row ${row} in ${sheet}`);
      cells[column] = value;
    };

  test.each<[string, (sheets: Map<string, Rows>) => void, string]>([
    ['an unknown sheet', (sheets) => sheets.set('notes', [['x']]), 'notes!A1: there is no part notes of a policy'],
    ['no version', (sheets) => sheets.delete('policy'), 'policy: the sheet policy with the version is missing'],
    ['an unknown field', setCell('policy', 0, 0, 'owner'), 'policy!A1: there is no field owner'],
    ['an unknown column', setCell('rules', 0, 5, 'owner'), 'rules!F1: there is no column owner'],
    ['a missing column', setCell('rules', 0, 1, null), 'rules!G1: the column when is missing'],
    ['a text for a number', setCell('lgd', 1, 1, 'low'), 'lgd!B2: must be a number'],
    ['half a condition', setCell('rules', 1, 1, 'age_years below'), 'rules!B2: the text ends too early'],
    [
      'no condition',
      setCell('rules', 1, 1, 'all(age_years < 3)'),
      'rules!B2: a test (below, at most, above, at least, between, in, is) is expected instead of <',
    ],
    [
      'a condition with a rest',
      setCell('rules', 1, 1, 'age_years below 18 or so'),
      'rules!B2: unknown is expected instead of so',
    ],
    [
      'a quotation mark too few',
      setCell('cut_offs', 1, 0, 'purpose in ["car]'),
      'cut_offs!A2: a quotation mark is not closed',
    ],
    ['an open list', setCell('cut_offs', 1, 0, 'purpose in ["car"'), 'cut_offs!A2: ] is expected instead of the end'],
    [
      'a category without quotation marks',
      setCell('cut_offs', 1, 0, 'purpose in [car]'),
      'cut_offs!A2: a text in quotation marks is expected instead of car',
    ],
    [
      'no range of a matrix',
      setCell('matrix 1', 8, 1, 'small'),
      "matrix 1!B9: must be a range, for example 'from 0.8 below 1.2'",
    ],
    ['no term', setCell('pricing 1', 4, 2, '12'), "pricing 1!C5: must be 'up to 12 months' or the like, or 'longer'"],
    ['a text for a rate', setCell('pricing 1', 5, 1, '6 %'), 'pricing 1!B6: must be a number'],
  ])('%s is refused with its cell', async (_, change, problem) => {
    expect(await readChanged(change)).toContain(problem);
  });

  test.each<[string, Uint8Array, string]>([
    ['no workbook', Buffer.from('name,when\n'), 'spreadsheet: is not a workbook of the type xlsx'],
    ['too many bytes', Buffer.alloc(600_000), 'spreadsheet: has more than 524288 bytes'],
    [
      'a small file that unpacks to a large one',
      zipSync({ 'xl/workbook.xml': new Uint8Array(20_000_000) }, { level: 9 }),
      'spreadsheet: has more than 16777216 bytes when unpacked',
    ],
    ...[
      ...[
        '<row r="1"><c r="XFD1"/></row><row r="1048576"/>',
        '<row r="1e9"/>',
        '<row r="9999999"/>',
        "<c x='>' r = 'ZZZZZZZ1'/>",
      ],
      ...['<x:c r="&#65;1"/>', '<c r=XFD1048576/>', `<c x="<" r="XFD1"/>`, '<c '.repeat(1_000_000)],
    ].map((cells): [string, Uint8Array, string] => [
      `a few bytes with a cell that is far away: ${cells.slice(0, 60)}`,
      zipSync({ 'xl/workbook.xml': strToU8('<sheet/>'), 'xl/worksheets/sheet1.xml': strToU8(cells) }),
      'spreadsheet: has cells too far away from the first one',
    ]),
    [
      'many sheets of one file',
      zipSync({
        'xl/workbook.xml': strToU8('<sheet/>'.repeat(1_000)),
        'xl/worksheets/sheet1.xml': strToU8('<c r="Z999"/>'),
      }),
      'spreadsheet: has cells too far away from the first one',
    ],
  ])('%s is refused', async (_, bytes, problem) => {
    expect(await listProblems(bytes)).toEqual([problem]);
  });
});
