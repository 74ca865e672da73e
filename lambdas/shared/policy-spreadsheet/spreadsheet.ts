/** Writes a policy as a spreadsheet (xlsx) and reads it back unchanged. Open it to add a sheet. */
import { unzipSync } from 'fflate';
import readWorkbook, { InvalidSpreadsheetError } from 'read-excel-file/universal';
import writeWorkbook from 'write-excel-file/node';
import type { Policy } from '../policy/policy.ts';
import { InvalidPolicy, type PolicyProblem } from '../policy/policy-problem.ts';
import { countCells } from './cell-count.ts';
import { readGoldenCases, writeGoldenCases } from './golden-cases-sheet.ts';
import { readMatrix, readPricing, writeMatrix, writePricing } from './grids.ts';
import { type Cell, CellReader, type Sheet } from './sheet.ts';
import { COLUMNS, readTable, writeTable } from './table.ts';
import {
  FLAT_TABLES,
  flattenLimit,
  flattenValues,
  joinLimit,
  joinValues,
  LIMIT_COLUMNS,
  VALUE_COLUMNS,
} from './tables.ts';

/** The media type of a spreadsheet. */
export const SPREADSHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A policy of hundreds of rules has 50 KiB. */
const MAX_SPREADSHEET_BYTES = 512 * 1024;
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;
/** Empty ones too, of all sheets as if each were as large as the largest. They take 80 MB. */
const MAX_CELLS = 10_000_000;
const COLUMN_WIDTH_CHARACTERS = 24;

type FlatTable = keyof typeof FLAT_TABLES;

/** Writes a policy as a workbook with a sheet for each of its parts. */
export async function writeSpreadsheet(policy: Policy): Promise<Uint8Array> {
  const sheets = listSheets(policy).map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row) => row.map(toWorkbookCell)),
    columns: Array.from({ length: Math.max(...rows.map((row) => row.length)) }, () => ({
      width: COLUMN_WIDTH_CHARACTERS,
    })),
  }));
  return writeWorkbook(sheets).toBuffer();
}

const toWorkbookCell = (cell: Cell) => {
  if (cell === null) return null;
  return typeof cell === 'number' ? { value: cell, type: Number } : { value: cell, type: String, wrap: true };
};

function listSheets(policy: Policy): Sheet[] {
  const { version, description, score, matrices, pricing } = policy;
  const scale = Object.entries(score ?? {}).map(([name, value]): Cell[] => [`score ${name}`, value]);
  return [
    { name: 'policy', rows: [['format', 2], ['version', version], ['description', description], ...scale] },
    ...Object.entries(FLAT_TABLES).map(([name, columns]) => writeTable(name, columns, policy[name as FlatTable])),
    writeTable('limits', LIMIT_COLUMNS, policy.limits.map(flattenLimit)),
    writeTable('values', VALUE_COLUMNS, flattenValues(policy.values)),
    ...matrices.map((matrix, i) => writeMatrix(matrix, i + 1)),
    ...pricing.map((row, i) => writePricing(row, i + 1)),
    writeGoldenCases(policy.golden_cases),
  ];
}

/**
 * Reads a workbook into a policy document, which is not checked yet.
 * @throws {InvalidPolicy} when it is no such workbook; a problem's path is the sheet and the cell
 */
export async function readSpreadsheet(bytes: Uint8Array): Promise<object> {
  const problems: PolicyProblem[] = [];
  const sheets = await openWorkbook(bytes);
  const document: { [part: string]: unknown } = {};
  for (const sheet of sheets) readSheet(document, new CellReader(sheet, problems));
  if (!('version' in document))
    problems.push({ path: 'policy', problem: 'the sheet policy with the version is missing' });
  if (problems.length > 0) throw new InvalidPolicy(problems);
  const stated = Object.entries(document).filter(([, part]) => !Array.isArray(part) || part.length > 0);
  return Object.fromEntries(stated);
}

async function openWorkbook(bytes: Uint8Array): Promise<Sheet[]> {
  if (bytes.length > MAX_SPREADSHEET_BYTES) throw refuse(`has more than ${MAX_SPREADSHEET_BYTES} bytes`);
  try {
    let unpacked = 0;
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        unpacked += originalSize;
        return false;
      },
    });
    if (unpacked > MAX_UNPACKED_BYTES) throw refuse(`has more than ${MAX_UNPACKED_BYTES} bytes when unpacked`);
    if (countCells(Object.values(unzipSync(bytes))) > MAX_CELLS)
      throw refuse('has cells too far away from the first one');
    const workbook = await readWorkbook(Uint8Array.from(bytes).buffer, { trim: false });
    return workbook.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(toCell)) }));
  } catch (cause) {
    if (cause instanceof InvalidPolicy) throw cause;
    throw refuse(cause instanceof InvalidSpreadsheetError ? cause.message : 'is not a workbook of the type xlsx');
  }
}

const refuse = (problem: string) => new InvalidPolicy([{ path: 'spreadsheet', problem }]);

/** A policy has no dates and no yes or no: a spreadsheet that makes one of a text is shown where. */
function toCell(value: unknown): Cell {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'number' ? value : String(value);
}

function readSheet(document: { [part: string]: unknown }, reader: CellReader): void {
  const { name } = reader.sheet;
  const addTo = (part: string, row: object) => {
    const rows = (document[part] ?? []) as object[];
    document[part] = [...rows, row];
  };
  if (name === 'policy') readPolicySheet(document, reader);
  else if (name in FLAT_TABLES) document[name] = readTable(reader, FLAT_TABLES[name as FlatTable]);
  else if (name === 'limits') document.limits = readTable(reader, LIMIT_COLUMNS).map(joinLimit);
  else if (name === 'values') document.values = joinValues(readTable(reader, VALUE_COLUMNS));
  else if (name === 'golden_cases') document.golden_cases = readGoldenCases(reader);
  else if (/^matrix \d+$/.test(name)) addTo('matrices', readMatrix(reader));
  else if (/^pricing \d+$/.test(name)) addTo('pricing', readPricing(reader));
  else reader.report(0, 0, `there is no part ${name} of a policy`);
}

function readPolicySheet(document: { [part: string]: unknown }, reader: CellReader): void {
  const score: { [name: string]: unknown } = {};
  for (const row of reader.sheet.rows.keys()) {
    const field = String(reader.cell(row, 0) ?? '');
    const { read } = field === 'format' || field.startsWith('score ') ? COLUMNS.number : COLUMNS.text;
    const value = reader.read<unknown>(row, 1, read);
    if (field.startsWith('score ')) score[field.slice('score '.length)] = value;
    else if (['format', 'version', 'description'].includes(field)) document[field] = value;
    else if (field !== '') reader.report(row, 0, `there is no field ${field}`);
  }
  if (Object.keys(score).length > 0) document.score = score;
}
