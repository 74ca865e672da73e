/** Lays out golden cases: one row each, with a column for every feature and every expected figure that one states. */
import type { GoldenCase } from '../policy/golden-case.ts';
import { type Cell, type CellReader, isEmptyRow, type Sheet } from './sheet.ts';
import { toNumber } from './table.ts';

const EXPECT = 'expect ';
/** A feature that a case states to be unknown, and a figure that it states to be none. */
const UNKNOWN = 'unknown';
const NUMBERS = ['score', 'lgd', 'ead', 'expected_loss', 'rate', 'expected_return'];

/** Writes the cases. */
export function writeGoldenCases(cases: readonly GoldenCase[]): Sheet {
  const features = [...new Set(cases.flatMap((golden) => Object.keys(golden.features)))];
  const figures = [...new Set(cases.flatMap((golden) => Object.keys(golden.expect)))] as (keyof GoldenCase['expect'])[];
  const rows = cases.map(({ name, pd, features: values, expect }): Cell[] => [
    ...[name, pd],
    ...features.map((feature) => writeValue(values[feature])),
    ...figures.map((figure) => (expect[figure] === null ? UNKNOWN : (expect[figure] ?? null))),
  ]);
  return {
    name: 'golden_cases',
    rows: [['name', 'pd', ...features, ...figures.map((figure) => EXPECT + figure)], ...rows],
  };
}

/** Reads what `writeGoldenCases` writes. */
export function readGoldenCases(reader: CellReader): object[] {
  const [header = [], ...rows] = reader.sheet.rows;
  return rows.flatMap((cells, i) => (isEmptyRow(cells) ? [] : [readCase(reader, header.map(String), i + 1)]));
}

function readCase(reader: CellReader, header: readonly string[], row: number): object {
  const features: { [name: string]: unknown } = {};
  const expect: { [name: string]: unknown } = {};
  for (const [column, name] of header.entries()) {
    const cell = reader.cell(row, column);
    if (cell === null || column < 2) continue;
    if (!name.startsWith(EXPECT)) features[name] = reader.read(row, column, readValue);
    else
      expect[name.slice(EXPECT.length)] = reader.read(row, column, (figure) =>
        readFigure(name.slice(EXPECT.length), figure),
      );
  }
  return { name: String(reader.cell(row, 0)), pd: reader.read(row, 1, toNumber), features, expect };
}

/** A category that looks like something else is written in quotes. */
function writeValue(value: number | string | null | undefined): Cell {
  if (value === null) return UNKNOWN;
  if (value === UNKNOWN || (typeof value === 'string' && /^"|^$/.test(value))) return JSON.stringify(value);
  return value ?? null;
}

function readValue(cell: Cell): unknown {
  if (cell === UNKNOWN) return null;
  return typeof cell === 'string' && cell.startsWith('"') ? JSON.parse(cell) : cell;
}

function readFigure(name: string, cell: Cell): unknown {
  if (!NUMBERS.includes(name)) return String(cell);
  return cell === UNKNOWN ? null : toNumber(cell);
}
