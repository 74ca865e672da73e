/** Converts lists of a policy to sheets with a header and back. A column knows how its cells are written and read. */
import {
  formatCondition,
  formatList,
  formatOperand,
  parseCondition,
  parseList,
  parseOperand,
} from './condition-text.ts';
import { type Cell, type CellReader, isEmptyRow, type Sheet } from './sheet.ts';

/** How the cells of a column are written and read. An absent field is an empty cell. */
interface Column {
  write: (value: never) => Cell;
  read: (cell: Cell) => unknown;
  /** A workbook of an earlier release lacks the column. */
  isOptional?: true;
}

/** A row as a flat record. */
export interface FlatRow {
  [field: string]: unknown;
}

const text: Column = {
  write: (value: string) => value,
  // A spreadsheet makes a number of a text of digits.
  read: (cell) => (cell === null ? undefined : String(cell)),
};
const number: Column = {
  write: (value: number) => value,
  read: (cell) => (cell === null ? undefined : toNumber(cell)),
};
/** A number, or nothing for no bound. */
const bound: Column = {
  write: (value: number | null) => value,
  read: (cell) => (cell === null ? null : toNumber(cell)),
};
const condition: Column = { write: formatCondition, read: (cell) => readText(cell, parseCondition) };
const operand: Column = { write: formatOperand, read: (cell) => readText(cell, parseOperand) };
const list: Column = { write: formatList, read: (cell) => readText(cell, parseList) };

/** `yes`, or nothing. */
const mark: Column = { write: () => 'yes', read: readMark, isOptional: true };

export const COLUMNS = { text, number, bound, condition, operand, list, mark };

/** The columns of a sheet, in order, by the name of their field. */
export interface Columns {
  [field: string]: Column;
}

/** Writes rows under a header. */
export function writeTable(name: string, columns: Columns, rows: readonly object[]): Sheet {
  const fields = Object.keys(columns);
  const write = (row: FlatRow, field: string): Cell => {
    const value = row[field];
    return value === undefined ? null : (columns[field]?.write(value as never) ?? null);
  };
  return { name, rows: [fields, ...rows.map((row) => fields.map((field) => write(row as FlatRow, field)))] };
}

/** Reads the rows under the header, which must name the columns; empty rows are skipped. */
export function readTable(reader: CellReader, columns: Columns): FlatRow[] {
  const header = reader.sheet.rows[0] ?? [];
  const fields = header.map((cell) => String(cell ?? ''));
  for (const [i, field] of fields.entries()) {
    if (field !== '' && !(field in columns)) reader.report(0, i, `there is no column ${field}`);
  }
  for (const [field, { isOptional }] of Object.entries(columns)) {
    if (!isOptional && !fields.includes(field)) reader.report(0, fields.length, `the column ${field} is missing`);
  }
  return reader.sheet.rows.flatMap((cells, i) =>
    i === 0 || isEmptyRow(cells) ? [] : [readRow(reader, columns, fields, i)],
  );
}

function readRow(reader: CellReader, columns: Columns, fields: readonly string[], row: number): FlatRow {
  const result: FlatRow = {};
  for (const [i, field] of fields.entries()) {
    const value = reader.read(row, i, (cell) => columns[field]?.read(cell) as unknown);
    if (value !== undefined) result[field] = value;
  }
  return result;
}

/** @throws {Error} when the cell has no number */
export function toNumber(cell: Cell): number {
  const value = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('must be a number');
  return value;
}

/** @throws {Error} when the cell has anything but yes */
function readMark(cell: Cell): true | undefined {
  if (cell === null) return undefined;
  if (String(cell).trim().toLowerCase() !== 'yes') throw new Error('must be yes, or empty');
  return true;
}

function readText<T>(cell: Cell, parse: (content: string) => T): T | undefined {
  return cell === null ? undefined : parse(String(cell));
}
