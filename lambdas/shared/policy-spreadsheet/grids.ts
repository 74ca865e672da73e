/** Lays out matrices and prices, each on a sheet of its own: fields above, an empty row, and the grid below. */
import type { Axis, Matrix, Pricing } from '../policy/policy.ts';
import {
  formatCondition,
  formatList,
  formatOperand,
  parseCondition,
  parseList,
  parseOperand,
} from './condition-text.ts';
import { type Cell, type CellReader, isEmptyRow, type Sheet } from './sheet.ts';
import { toNumber } from './table.ts';

/** Writes a matrix. */
export function writeMatrix(matrix: Matrix, number: number): Sheet {
  const { name, when, rows, columns, decisions, if_unknown, reason, feature } = matrix;
  const fields = {
    name,
    when: when && formatCondition(when),
    rows: formatOperand(rows),
    columns: formatOperand(columns),
    if_unknown,
    reason,
    feature,
  };
  const [rowLabels, columnLabels] = [listLabels(rows), listLabels(columns)];
  const grid = [['', ...columnLabels], ...decisions.map((cells, i) => [rowLabels[i] ?? null, ...cells])];
  return { name: `matrix ${number}`, rows: [...writeFields(fields), [], ...grid] };
}

/** Reads what `writeMatrix` writes. */
export function readMatrix(reader: CellReader): object {
  const { fields, start } = readFields(reader, ['name', 'when', 'rows', 'columns', 'if_unknown', 'reason', 'feature']);
  const grid = readGrid(reader, start);
  const rowCells = grid.rows.map((row) => ({ row, column: 0 }));
  const columnCells = grid.columns.map((column) => ({ row: start, column }));
  return {
    ...pickTexts(fields, ['name', 'if_unknown', 'reason', 'feature']),
    ...readWhen(reader, fields),
    rows: readAxis(reader, fields.rows, rowCells),
    columns: readAxis(reader, fields.columns, columnCells),
    decisions: grid.rows.map((row) => grid.columns.map((column) => reader.cell(row, column))),
  };
}

/** Writes a table of prices. */
export function writePricing({ when, term, funding_rate, up_to_months, rates }: Pricing, number: number): Sheet {
  const fields = { when: when && formatCondition(when), term, funding_rate };
  const header = ['band', ...up_to_months.map((months) => (months === null ? 'longer' : `up to ${months} months`))];
  return {
    name: `pricing ${number}`,
    rows: [...writeFields(fields), [], header, ...rates.map((row) => [row.band, ...row.rates])],
  };
}

/** Reads what `writePricing` writes. */
export function readPricing(reader: CellReader): object {
  const { fields, start } = readFields(reader, ['when', 'term', 'funding_rate']);
  const { rows, columns } = readGrid(reader, start);
  const toRate = (cell: Cell) => (cell === null ? null : toNumber(cell));
  return {
    ...readWhen(reader, fields),
    ...pickTexts(fields, ['term']),
    funding_rate: fields.funding_rate && reader.read(fields.funding_rate.row, 1, toNumber),
    up_to_months: columns.map((column) => reader.read(start, column, parseTerm)),
    rates: rows.map((row) => ({
      band: String(reader.cell(row, 0)),
      rates: columns.map((column) => reader.read(row, column, toRate)),
    })),
  };
}

function parseTerm(cell: Cell): number | null {
  if (cell === 'longer') return null;
  const [, months] = /^up to (\S+) months$/.exec(String(cell)) ?? [];
  if (months === undefined) throw new Error("must be 'up to 12 months' or the like, or 'longer'");
  return toNumber(months);
}

interface Fields {
  [name: string]: { row: number; cell: Cell };
}

const writeFields = (fields: { [name: string]: Cell | undefined }): Cell[][] =>
  Object.entries(fields).map(([name, cell]) => [name, cell ?? null]);

/** Reads the fields up to the first empty row; the grid starts after it. */
function readFields(reader: CellReader, names: readonly string[]): { fields: Fields; start: number } {
  const fields: Fields = {};
  const { rows } = reader.sheet;
  let row = 0;
  for (; row < rows.length && !isEmptyRow(rows[row] ?? []); row += 1) {
    const name = String(reader.cell(row, 0));
    if (names.includes(name)) fields[name] = { row, cell: reader.cell(row, 1) };
    else reader.report(row, 0, `there is no field ${name}`);
  }
  return { fields, start: row + 1 };
}

/** The rows and columns of the grid that have a label. */
function readGrid(reader: CellReader, start: number): { rows: number[]; columns: number[] } {
  const { rows } = reader.sheet;
  return {
    rows: [...rows.keys()].filter((row) => row > start && !isEmptyRow(rows[row] ?? [])),
    columns: (rows[start] ?? []).flatMap((cell, column) => (column > 0 && cell !== null ? [column] : [])),
  };
}

function pickTexts(fields: Fields, names: readonly string[]): object {
  return Object.fromEntries(
    names.flatMap((name) => {
      const cell = fields[name]?.cell ?? null;
      return cell === null ? [] : [[name, String(cell)]];
    }),
  );
}

function readWhen(reader: CellReader, { when }: Fields): object {
  if (!when || when.cell === null) return {};
  return { when: reader.read(when.row, 1, (cell) => parseCondition(String(cell))) };
}

function listLabels(axis: Axis): string[] {
  if ('groups' in axis) return axis.groups.map((group) => (group === 'otherwise' ? group : formatList(group)));
  return axis.ranges.map(({ from, below }) => {
    const parts = [from === null ? [] : `from ${from}`, below === null ? [] : `below ${below}`].flat();
    return parts.length === 0 ? 'every number' : parts.join(' ');
  });
}

function readAxis(
  reader: CellReader,
  operand: Fields[string] | undefined,
  cells: { row: number; column: number }[],
): object {
  const read = operand && reader.read(operand.row, 1, (cell) => parseOperand(String(cell)));
  const labels = cells.map(({ row, column }) => reader.cell(row, column));
  const hasGroups = labels.some((label) => label === 'otherwise' || String(label).startsWith('['));
  const parse = hasGroups ? parseGroup : parseRange;
  const parts = cells.map(({ row, column }) => reader.read(row, column, (cell) => parse(String(cell))));
  return { ...read, [hasGroups ? 'groups' : 'ranges']: parts };
}

const parseGroup = (label: string) => (label === 'otherwise' ? label : parseList(label));

function parseRange(label: string): { from: number | null; below: number | null } {
  if (label === 'every number') return { from: null, below: null };
  const [, from, below] = /^(?:from (\S+))?\s*(?:below (\S+))?$/.exec(label) ?? [];
  if (from === undefined && below === undefined) throw new Error("must be a range, for example 'from 0.8 below 1.2'");
  return { from: from === undefined ? null : toNumber(from), below: below === undefined ? null : toNumber(below) };
}
