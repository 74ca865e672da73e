/** Finds the delimiter and the quoting of a text by reading a sample in every likely way and comparing what comes out. */
import { findCellKind, isTyped } from '../layout/cell-kind.ts';
import type { Dialect, LineEnd } from './dialect.ts';
import { type RawRecord, RecordSplitter, RecordTooLong } from './split-records.ts';

export interface FoundDialect {
  dialect: Dialect;
  lineEnd: LineEnd;
  /** Fields of an ordinary record. */
  width: number;
  records: RawRecord[];
  /** Share of the records with that number of fields and proper quotes, from 0 to 1. */
  consistency: number;
}

/** How much each delimiter is expected, when two explain a sample as well. */
const DELIMITERS: readonly [string, number][] = [
  [',', 1],
  [';', 1],
  ['\t', 1],
  ['|', 0.99],
  ['\u0001', 0.99],
  ['\u001f', 0.99],
  ['¦', 0.98],
  ['^', 0.95],
  ['~', 0.95],
  [' ', 0.9],
  [':', 0.85],
];
const SAMPLE_CHARACTERS = 128 * 1024;
const SCORED_RECORDS = 300;
/** A quote is closed within this many characters, or it is none. */
const LONGEST_SAMPLE_RECORD = 48 * 1024;
/** Two quotes that are no quotes make one cell of the rows between them. */
const ROWS_IN_CELL = -4;
/** DOS ended text files with it. */
const END_OF_FILE = '\u001a';
const LEAST_CONSISTENCY = 0.75;

/**
 * Finds the dialect of a text, or null when no delimiter cuts its lines alike.
 * @param isWhole whether the sample is the whole text, so that its last line is complete
 * @param delimiter the delimiter where the file says it (`sep=;`)
 */
export function findDialect(text: string, isWhole: boolean, delimiter?: string): FoundDialect | null {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const isComplete = isWhole && sample.length === text.length;
  const delimiters = delimiter === undefined ? DELIMITERS : ([[delimiter, 1]] as const);
  let best: { found: FoundDialect; score: number } | null = null;
  const lineEnds = listLineEnds(sample);
  for (const [candidate, prior] of delimiters) {
    if (!(candidate === ' ' ? /[ \t]/.test(sample) : sample.includes(candidate))) continue;
    const readings = listQuotings(sample, candidate).flatMap((dialect) => lineEnds.map((end) => ({ dialect, end })));
    for (const { dialect, end } of readings) {
      const found = readSample(sample, dialect, end, isComplete);
      if (found === null || found.consistency < LEAST_CONSISTENCY) continue;
      if (candidate === ' ' && isProse(sample, found)) continue;
      const score = prior * rateSample(found);
      if (best === null || score > best.score + 1e-6) best = { found, score };
    }
  }
  return best?.found ?? readSingleColumn(sample, lineEnds[0] ?? '\n', isComplete);
}

/** The ways of quoting that a sample can have, the more usual one first. */
function listQuotings(sample: string, delimiter: string): Dialect[] {
  const d = delimiter === ' ' ? '[ \\t]' : `[${delimiter.replace(/[\\^|]/g, '\\$&')}]`;
  const begins = (quote: string) => new RegExp(`(?:^|[\\r\\n]|${d} ?)${quote}`).test(sample);
  const hasNull = new RegExp(`(?:^|[\\r\\n]|${d})\\\\N(?:$|[\\r\\n]|${d})`).test(sample);
  const hasBackslash = sample.includes('\\');
  const quotings: Dialect[] = [];
  const add = (quote: Dialect['quote'], escaping: Dialect['escape']) =>
    quotings.push({ delimiter, quote, escape: escaping });
  if (hasNull && begins('"')) add('"', 'backslash');
  if (hasNull) add(null, 'backslash');
  add('"', 'doubled');
  if (hasBackslash && begins('"')) add('"', 'backslash');
  if (hasBackslash && delimiter !== ' ' && isCopyText(sample, delimiter)) add(null, 'backslash');
  if (begins("'")) add("'", 'doubled');
  if (begins("'") && hasBackslash) add("'", 'backslash');
  if (begins('"')) add(null, 'doubled');
  return quotings;
}

/** Whether every backslash begins an escape of COPY's text format. */
function isCopyText(sample: string, delimiter: string): boolean {
  const found = sample.match(/\\[\s\S]/g) ?? [];
  const known = ['\\', 'N', 'n', 't', 'r', 'b', 'f', 'v', '0', '\n', delimiter];
  return found.every((pair) => known.includes(pair[1] as string));
}

function readSample(sample: string, dialect: Dialect, lineEnd: LineEnd, isComplete: boolean): FoundDialect | null {
  const splitter = new RecordSplitter(dialect, lineEnd, LONGEST_SAMPLE_RECORD);
  let all: RawRecord[];
  try {
    all = splitter.push(sample);
    if (isComplete) all.push(...splitter.end());
  } catch (error) {
    if (error instanceof RecordTooLong) return null;
    throw error;
  }
  const records = all.filter((record) => !isBlank(record));
  const width = findWidth(records);
  if (width < 2) return null;
  const fits = (record: RawRecord) => record.values.length === width && record.problem === null;
  const start = records.findIndex(fits);
  const end = records.findLastIndex(fits) + 1;
  const inner = records.slice(start, end);
  const around = records.length - inner.length;
  const fitting = inner.filter(fits).length;
  return { dialect, lineEnd, width, records, consistency: fitting / (inner.length + 0.25 * around) };
}

/** Lines of as many words by chance have hardly a number and no quote. */
function isProse(sample: string, { records }: FoundDialect): boolean {
  const cells = records.flatMap(({ values }) => values);
  const typed = cells.filter((value) => isTyped(findCellKind(value))).length;
  return typed < cells.length / 10 && !/(?:^|\s)"[^"]+"(?:\s|$)/.test(sample);
}

export const isBlank = (record: RawRecord): boolean =>
  record.problem === null &&
  record.values.length <= 1 &&
  (record.values[0] ?? '').replace(END_OF_FILE, '').trim() === '';

/** The number of fields that most cells are in: a wide table outweighs the lines of one field around it. */
function findWidth(records: readonly RawRecord[]): number {
  const counts = new Map<number, number>();
  for (const { values } of records) counts.set(values.length, (counts.get(values.length) ?? 0) + 1);
  const usable = [...counts].filter(([width, count]) => width >= 2 && (count >= 2 || records.length < 3));
  return usable.toSorted((a, b) => b[1] * Math.sqrt(b[0]) - a[1] * Math.sqrt(a[0]))[0]?.[0] ?? 1;
}

/** Rates what a dialect makes of a sample: records alike, quotes right, and cells that look like values. */
function rateSample({ dialect, width, records, consistency }: FoundDialect): number {
  const scored = records.filter(({ values }) => values.length === width).slice(0, SCORED_RECORDS);
  let sum = 0;
  for (const { values } of scored) for (const value of values) sum += rateCell(value, dialect, width);
  const rating = scored.length === 0 ? 0 : sum / (scored.length * width);
  return consistency ** 2 * (0.2 + 0.8 * Math.max(0, rating)) * (1 - 1 / (width + 1));
}

function rateCell(value: string | null, dialect: Dialect, width: number): number {
  const kind = findCellKind(value);
  if (value === '\\N') return 0;
  if (value !== null && holdsRows(value, dialect, width)) return ROWS_IN_CELL;
  if (kind === 'empty' || kind === 'number' || kind === 'date') return 1;
  if (kind === 'word') return isInQuotes(value as string) ? 0.3 : 0.95;
  if (isInQuotes(value as string)) return 0.3;
  return /[;|\t]|,\S/.test(value as string) && dialect.delimiter !== ' ' ? 0.5 : 0.6;
}

/** Whether a value has as many delimiters as whole rows would have; an address or a comment has others. */
function holdsRows(value: string, { delimiter }: Dialect, width: number): boolean {
  const lines = value.split(/\r\n|[\r\n]/).length - 1;
  return width > 2 && lines > 0 && value.split(delimiter).length - 1 === lines * (width - 1);
}

/** Quotes around a whole value are a dialect that was not understood. */
const isInQuotes = (value: string): boolean => /^(["']).*\1$/s.test(value);

/** A text of short lines without a delimiter is a table of one column. */
function readSingleColumn(sample: string, lineEnd: LineEnd, isComplete: boolean): FoundDialect | null {
  const dialect: Dialect = { delimiter: ',', quote: '"', escape: 'doubled' };
  const splitter = new RecordSplitter(dialect, lineEnd, LONGEST_SAMPLE_RECORD);
  try {
    const all = splitter.push(sample);
    if (isComplete) all.push(...splitter.end());
    const records = all.filter((record) => !isBlank(record));
    const isColumn = records.length >= 2 && records.every(({ values, problem }) => values.length === 1 && !problem);
    // Columns of a fixed width, with blanks where a value is missing.
    if (records.some(({ values }) => /\S(?: {3,}|\t)\S/.test(values[0] ?? ''))) return null;
    const words = records.map(({ values }) => (values[0] ?? '').split(/\s+/).length).toSorted((a, b) => a - b);
    if (!isColumn || (words[Math.floor(words.length / 2)] ?? 0) > 3) return null;
    return { dialect, lineEnd, width: 1, records, consistency: 1 };
  } catch (error) {
    if (error instanceof RecordTooLong) return null;
    throw error;
  }
}

/**
 * Lists what may end the lines, the likelier first: a lone carriage return only where hardly a line feed stands outside
 * of quotes, and both together where line feeds also stand alone, which are then a part of a text.
 */
export function listLineEnds(text: string): LineEnd[] {
  const outside = text.slice(0, SAMPLE_CHARACTERS).replace(/"[^"]*"/g, '');
  const both = outside.split('\r\n').length - 1;
  const feeds = outside.split('\n').length - 1;
  const returns = outside.split(/\r(?!\n)/).length - 1;
  if (returns > feeds) return ['\r'];
  return both > 0 && both < feeds ? ['\n', '\r\n'] : ['\n'];
}
