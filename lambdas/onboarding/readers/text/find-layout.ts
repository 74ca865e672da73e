/** Finds how a delimited text is laid out: encoding, dialect, preamble, header and footer. */

import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { SourceFormat } from '../../contract/mapping.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { countFilled, isFooter } from '../layout/footer.ts';
import { findHeader, findLaterHeading, findMedian, isSame, nameColumns, type Values } from '../layout/header.ts';
import { type ArffHeader, readArffHeader } from './arff.ts';
import { withoutByteOrderMark } from './decode-text.ts';
import type { LineEnd } from './dialect.ts';
import { type FoundDialect, findDialect, isBlank } from './find-dialect.ts';
import { findEncoding } from './find-encoding.ts';
import type { TextScan } from './scan-text.ts';
import { type RawRecord, RecordSplitter } from './split-records.ts';

export type DelimitedFormat = Extract<SourceFormat, { kind: 'delimited' }>;

export interface TextLayout {
  format: DelimitedFormat;
  lineEnd: LineEnd;
  columns: string[];
  /** The header's fields as they stand in the file; null without one. */
  headerValues: readonly (string | null)[] | null;
  /** Filled cells of an ordinary row. */
  typicalFill: number;
  remarks: string[];
}

/** Excel's first line that names the delimiter. */
const SEPARATOR_LINE = /^"?sep=(.)"?[\r\n]/i;
/** Records at the end that can be a footer. */
export const FOOTER_RECORDS = 30;
/** Records of another width in a row that are another table. */
const OTHER_TABLE_RECORDS = 3;

/**
 * Finds the layout of a text.
 * @throws {RawFileRefused} when the reason is EmptyFile, NotATable, SeveralTables, DuplicateColumn, TooManyColumns or CorruptFile
 */
export function findLayout(name: string, scan: TextScan, limits: RawFileLimits): TextLayout {
  const { encoding, remarks } = findEncoding(name, scan);
  const text = decodeHead(scan.head, encoding);
  if (text.trim() === '') throw new RawFileRefused('EmptyFile', `${name} has no text: export it again`);
  checkIsText(name, text);
  const arff = readArffHeader(text);
  if (arff) return findArffLayout(name, text, arff, encoding, scan.isWhole, limits);
  const separator = SEPARATOR_LINE.exec(text);
  const found = findDialect(text, scan.isWhole, separator?.[1]);
  if (found === null) throw refuseUnlikeLines(name, text, limits);
  const { lineEnd } = found;
  const records = readHead(text, found, scan.isWhole, limits);
  if (separator) records.shift();
  checkOneTable(name, records, found.width);
  const header = findHeader(
    name,
    records.map(({ values }) => values),
    found.width,
    limits,
  );
  const rows = records.slice(header.firstRow).filter(({ values }) => values.length === found.width);
  if (rows.length === 0) throw new RawFileRefused('EmptyFile', `${name} has a header and no rows: export it again`);
  checkLaterHeading(name, rows, records[header.index]?.values ?? []);
  const typicalFill = findTypicalFill(rows);
  const first = records[header.index === -1 ? header.firstRow : header.index];
  const preamble_lines = (first?.line ?? 1) - 1;
  const tail = scan.isWhole ? text : decodeTail(scan.tail, encoding);
  const footer_lines = countFooters(tail, scan.isWhole, found, typicalFill);
  const { dialect } = found;
  return {
    format: { kind: 'delimited', encoding, ...dialect, header: header.index !== -1, preamble_lines, footer_lines },
    lineEnd,
    columns: header.columns,
    headerValues: header.index === -1 ? null : (records[header.index]?.values ?? null),
    typicalFill,
    remarks: [...remarks, ...describeEdges(preamble_lines, footer_lines, header.index !== -1), ...header.remarks],
  };
}

/** The attributes of an ARFF file are its header; texts are in single quotes, with backslashes. */
function findArffLayout(
  name: string,
  text: string,
  arff: ArffHeader,
  encoding: string,
  isWhole: boolean,
  limits: RawFileLimits,
): TextLayout {
  const columns = nameColumns(name, arff.columns, arff.columns.length, limits);
  const found = findDialect(text.slice(arff.end), isWhole, ',');
  if (found?.width !== columns.length) {
    throw new RawFileRefused(
      'NotATable',
      `${name} has ${columns.length} attributes and rows of ${found?.width ?? 'no common number of'} values: export it as CSV`,
    );
  }
  const { dialect, lineEnd, records } = found;
  const edges = { header: false, preamble_lines: arff.lines, footer_lines: 0 };
  return {
    format: { kind: 'delimited', encoding, ...dialect, ...edges },
    lineEnd,
    columns,
    headerValues: null,
    typicalFill: findTypicalFill(records),
    remarks: ['the file is ARFF: its attributes name the columns'],
  };
}

const describeLines = (end: 'first' | 'last', lines: number): string =>
  lines === 1 ? `the ${end} line is` : `the ${end} ${lines} lines are`;

function describeEdges(preamble: number, footer: number, hasHeader: boolean): string[] {
  const remarks: string[] = [];
  if (preamble > 0) remarks.push(`${describeLines('first', preamble)} above the table and not read`);
  if (footer > 0) remarks.push(`${describeLines('last', footer)} below the table and not read`);
  if (!hasHeader) remarks.push('the file has no header: its columns are numbered');
  return remarks;
}

function decodeHead(head: Buffer, encoding: string): string {
  return withoutByteOrderMark(new TextDecoder(encoding, { ignoreBOM: true }).decode(head, { stream: true }));
}

/** The first character may be cut; it is in a line that is not looked at. */
const decodeTail = (tail: Buffer, encoding: string): string =>
  new TextDecoder(encoding).decode(encoding.startsWith('utf-16') ? tail.subarray(tail.length % 2) : tail);

/** A binary file that no signature gives away has characters that no text has. */
function checkIsText(name: string, text: string): void {
  const sample = text.slice(0, 65_536);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
  const controls = sample.match(/[\x00\x02-\x08\x0e-\x19\x1b-\x1e\x7f\uFFFD]/g)?.length ?? 0;
  if (controls > 8 && controls > sample.length / 200) {
    throw new RawFileRefused(
      'NotATable',
      `${name} is no text: export the table as CSV, Excel (.xlsx), Parquet or JSON lines`,
    );
  }
}

function refuseUnlikeLines(name: string, text: string, limits: RawFileLimits): RawFileRefused {
  const longest = Math.max(...text.split(/[\r\n]/).map((line) => line.length));
  if (longest > limits.row_characters / 4) {
    return new RawFileRefused(
      'NotATable',
      `${name} has lines of ${formatCountOf(longest, 'character')} and more: it is no table`,
    );
  }
  return new RawFileRefused(
    'NotATable',
    `the lines of ${name} have no delimiter in common (comma, semicolon, tab, bar or blank; columns of a fixed width are not read): export it as CSV with a header`,
  );
}

/** The complete records of the head, without blank lines. */
function readHead(
  text: string,
  { dialect, lineEnd }: FoundDialect,
  isWhole: boolean,
  limits: RawFileLimits,
): RawRecord[] {
  const splitter = new RecordSplitter(dialect, lineEnd, limits.row_characters);
  const records = splitter.push(text);
  if (isWhole) records.push(...splitter.end());
  return records.filter((record) => !isBlank(record));
}

/**
 * Another table has several records in a row with another number of fields: above the first one at least three columns
 * wide, below it until the end.
 */
function checkOneTable(name: string, records: readonly RawRecord[], width: number): void {
  const start = records.findIndex(({ values }) => values.length === width);
  const end = records.findLastIndex(({ values }) => values.length === width) + 1;
  const above = findOtherTable(records.slice(0, start), 3);
  const below = findOtherTable(records.slice(end), 2);
  const other = above ?? below;
  if (!other) return;
  const [line, columns] = [other.line, other.values.length];
  throw new RawFileRefused(
    'SeveralTables',
    `${name} has two tables: one of ${formatCountOf(columns, 'column')} from line ${line} on, one of ${width} ${above ? 'below' : 'above'} it: save each in a file of its own`,
  );
}

function findOtherTable(records: readonly RawRecord[], leastWidth: number): RawRecord | undefined {
  return records.find((record, index) => {
    const run = records.slice(index, index + OTHER_TABLE_RECORDS);
    const isAlike = run.every(({ values }) => values.length === record.values.length && countFilled(values) >= 2);
    return run.length === OTHER_TABLE_RECORDS && record.values.length >= leastWidth && isAlike;
  });
}

function checkLaterHeading(name: string, rows: readonly RawRecord[], header: Values): void {
  const ordinary = rows.filter(({ values }) => !isSame(values, header));
  const later = ordinary[findLaterHeading(ordinary.map(({ values }) => values))];
  if (!later) return;
  throw new RawFileRefused(
    'SeveralTables',
    `${name} has a second header in line ${later.line}: save each table in a file of its own`,
  );
}

export function findTypicalFill(rows: readonly RawRecord[]): number {
  return findMedian(rows.map(({ values }) => countFilled(values)));
}

function countFooters(
  tail: string,
  isWhole: boolean,
  { dialect, lineEnd, width }: FoundDialect,
  typicalFill: number,
): number {
  const start = isWhole ? 0 : tail.indexOf(lineEnd) + lineEnd.length;
  const splitter = new RecordSplitter(dialect, lineEnd, Number.POSITIVE_INFINITY);
  const records = [...splitter.push(tail.slice(start)), ...splitter.end()].filter((record) => !isBlank(record));
  const last = records.slice(-FOOTER_RECORDS).reverse();
  const count = last.findIndex(({ values }) => !isFooter(values, width, typicalFill));
  return count === -1 ? 0 : count;
}
