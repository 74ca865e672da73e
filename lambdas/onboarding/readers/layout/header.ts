/** Finds the header of a table among its first records, and names the columns. */

import { formatCount, formatCountOf } from '../../../shared/page/number-format.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { type CellKind, findCellKind, isTyped } from './cell-kind.ts';
import { countFilled, isFooter } from './footer.ts';

export type Values = readonly (string | null)[];

export interface Header {
  /** Index of the header's record, or -1 when there is none. */
  index: number;
  /** Index of the first row. */
  firstRow: number;
  columns: string[];
  remarks: string[];
}

/** Records that are looked at below a possible header. */
const BODY_RECORDS = 100;
/** A column is of numbers or dates when this share of its known cells is. */
const TYPED_SHARE = 0.9;
const LONGEST_NAME = 120;

const NO_HEADER = 'has no line with the names of the columns and no column of numbers or dates: add a header';

/**
 * Finds the header. Leading records that are mostly empty are a preamble, and of two headings the lower one counts.
 * @param records the first records, of which those with another number of fields are a preamble
 * @throws {RawFileRefused} when the reason is HeaderNotFound, DuplicateColumn or TooManyColumns
 */
export function findHeader(name: string, records: readonly Values[], width: number, limits: RawFileLimits): Header {
  const start = skipPreamble(records, width);
  const first = records[start] ?? [];
  const body = selectRows(records, start, width);
  const remarks: string[] = [];
  const isOverHeading = body.length > 2 && isLowerHeading(body[0] ?? [], body.slice(1));
  if (!isHeader(first, isOverHeading ? body.slice(1) : body)) {
    if (findTypedColumns([first, ...body]).length === 0)
      throw new RawFileRefused('HeaderNotFound', `${name} ${NO_HEADER}`);
    const columns = Array.from({ length: width }, (_, index) => `column_${index + 1}`);
    checkColumnCount(name, columns.length, limits);
    return { index: -1, firstRow: start, columns, remarks };
  }
  let index = start;
  if (isOverHeading && !hasOwnNames(first, body[0] ?? [])) {
    index = records.indexOf(body[0] ?? []);
    remarks.push('the table has two headings: the lower one names the columns');
  }
  return { index, firstRow: index + 1, columns: nameColumns(name, records[index] ?? [], width, limits), remarks };
}

/** What stands below a possible header, without that header again and without totals. */
function selectRows(records: readonly Values[], start: number, width: number): Values[] {
  const first = records[start] ?? [];
  const body = records.slice(start + 1).filter((values) => values.length >= width);
  const typicalFill = findMedian(body.map(countFilled));
  return body.filter((values) => !isSame(values, first) && !isFooter(values, values.length, typicalFill));
}

/** Whether two records have the same texts. */
export const isSame = (values: Values, others: Values): boolean =>
  values.length === others.length && values.every((value, index) => value === others[index]);

/** The middle of some numbers, the larger of two; 0 of none. */
export const findMedian = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** The upper of two headings has the names when it is whole and longer: the lower one has units. */
function hasOwnNames(upper: Values, lower: Values): boolean {
  const isWhole = countFilled(upper) === upper.length && new Set(upper).size === upper.length;
  return isWhole && upper.join('').length > lower.join('').length;
}

function skipPreamble(records: readonly Values[], width: number): number {
  const typical = findMedian(records.filter((values) => values.length === width).map(countFilled));
  const isPreamble = (values: Values) => {
    if (values.length !== width && !isNearWidth(values, width)) return true;
    const filled = countFilled(values);
    const isLabelled = !isTyped(findCellKind(values[0] ?? null));
    return typical >= 3 && (filled <= Math.max(1, typical / 3) || (isLabelled && filled <= typical / 2));
  };
  const start = records.findIndex((values) => !isPreamble(values));
  return Math.max(start, 0);
}

/** R leaves the row names without a heading; other programs end the heading with a delimiter. */
const isNearWidth = (values: Values, width: number): boolean =>
  width >= 3 &&
  (values.length === width - 1 || (values.length === width + 1 && (values.at(-1) ?? '').trim() === '')) &&
  countFilled(values) >= width - 1;

function isHeader(first: Values, body: readonly Values[]): boolean {
  if (isNumbered(first) || isNamedByYears(first, body)) return true;
  const shift = body[0] && first.length === body[0].length - 1 ? 1 : 0;
  const kinds = first.map(findCellKind);
  const typed = findTypedColumns(body).filter((column) => column >= shift);
  if (typed.length > 0) {
    const known = typed.map((column) => kinds[column - shift]).filter((kind) => kind !== undefined && kind !== 'empty');
    const texts = known.filter((kind) => !isTyped(kind as CellKind)).length;
    if (known.length === 0) return countFilled(first) > first.length / 2 && !kinds.some(isTyped);
    return texts / known.length > 0.5;
  }
  return looksLikeNames(first, body);
}

/** pandas names columns without names 0, 1, 2, …, after an empty name for the index. */
function isNumbered(first: Values): boolean {
  const [head = '', ...rest] = first;
  return (head ?? '').trim() === '' && rest.length > 1 && rest.every((value, index) => value === String(index));
}

/** A column for each year: the years differ, and the rows below have other numbers. */
function isNamedByYears(first: Values, body: readonly Values[]): boolean {
  const isYear = (value: string | null | undefined) => /^(?:19|20)\d\d$/.test(value?.trim() ?? '');
  const typed = findTypedColumns(body);
  const years = typed.map((column) => first[column]).filter(isYear);
  if (years.length < 2 || years.length < typed.length - 1 || new Set(years).size < years.length) return false;
  return !body.some((values) => typed.every((column) => isYear(values[column])));
}

/** Columns of numbers or dates, by their index. */
function findTypedColumns(body: readonly Values[]): number[] {
  const rows = body.slice(0, BODY_RECORDS);
  const width = Math.max(0, ...rows.map((values) => values.length));
  return Array.from({ length: width }, (_, column) => column).filter((column) => {
    const kinds = rows.map((values) => findCellKind(values[column] ?? null)).filter((kind) => kind !== 'empty');
    return kinds.length > 0 && kinds.filter(isTyped).length >= TYPED_SHARE * kinds.length;
  });
}

function looksLikeNames(first: Values, body: readonly Values[]): boolean {
  const names = first.map((value) => value?.trim() ?? '');
  const isNamed = names.every((name) => name !== '' && name.length <= LONGEST_NAME && findCellKind(name) !== 'number');
  if (!isNamed || new Set(names).size !== names.length) return false;
  return !body.slice(0, BODY_RECORDS).some((values) => values.some((value, column) => value?.trim() === names[column]));
}

/**
 * Index of a row that is the heading of another table: texts that differ, one over each column that had numbers or dates
 * so far; -1 when there is none.
 */
export function findLaterHeading(rows: readonly Values[]): number {
  return rows.findIndex((row, index) => {
    const kinds = row.map(findCellKind);
    if (index < 2 || kinds.some((kind) => kind !== 'word' && kind !== 'text')) return false;
    if (index === rows.length - 1 || new Set(row).size < row.length) return false;
    return findTypedColumns(rows.slice(Math.max(0, index - BODY_RECORDS), index)).length >= 2;
  });
}

/** The second record is a heading too when no cell over a column of numbers or dates is one. */
function isLowerHeading(second: Values, body: readonly Values[]): boolean {
  const typed = findTypedColumns(body);
  const cells = typed.map((column) => second[column] ?? null);
  const isWhole = countFilled(second) >= second.length - 1 && new Set(second).size === second.length;
  return typed.length >= 2 && isWhole && cells.every((cell) => ['word', 'text'].includes(findCellKind(cell)));
}

/**
 * Names the columns of a header: trimmed, and `column_N` where a name is missing.
 * @throws {RawFileRefused} when the reason is DuplicateColumn or TooManyColumns
 */
export function nameColumns(name: string, header: Values, width: number, limits: RawFileLimits): string[] {
  const isShifted = header.length === width - 1;
  const names = Array.from({ length: width }, (_, index) => header[isShifted ? index - 1 : index] ?? '');
  const columns = names.map((text, index) => text.replace(/\s+/g, ' ').trim() || `column_${index + 1}`);
  checkColumnCount(name, columns.length, limits);
  const seen = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const before = seen.get(column);
    if (before !== undefined) {
      // By position: where the header line is gone, the first row's values stand in its place, and this is mailed.
      throw new RawFileRefused(
        'DuplicateColumn',
        `${name}: columns ${before + 1} and ${index + 1} have the same name, or the header line is missing: mend the header`,
      );
    }
    seen.set(column, index);
  }
  return columns;
}

/** A name of the file as part of a message: short, and without characters that a terminal obeys. */
export const quoteName = (name: string): string => {
  const shown = name.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?');
  return `"${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}"`;
};

/**
 * Checks the number of columns.
 * @throws {RawFileRefused} when the reason is TooManyColumns
 */
export function checkColumnCount(name: string, columns: number, limits: RawFileLimits): void {
  if (columns <= limits.columns) return;
  throw new RawFileRefused(
    'TooManyColumns',
    `${name} has ${formatCountOf(columns, 'column')} and ${formatCount(limits.columns)} are permitted: export only the columns that you need`,
  );
}
