/**
 * Counts the texts of one column in one pass. The first distinct texts are kept with their counts; what comes after them
 * is only checked against the formats that these suggest.
 */
import type { ValueFormat } from '../contract/mapping.ts';
import { createValueReader, UNFIT, type ValueReader } from '../conversion/read-value.ts';
import { type FormatGuess, guessFormat } from './guess-format.ts';
import { createTextHash, extendHash, HashSet, hashText, toHashNumber } from './hash-text.ts';

export interface CountedEntry {
  text: string;
  rows: number;
  /** The line of its first row. */
  line: number;
  low: number;
  high: number;
}

/** How the texts beyond the kept ones fit a format. */
export interface LateFits {
  format: ValueFormat;
  read: ValueReader;
  fits: number;
  lowest: string | null;
  highest: string | null;
}

const MAX_UNFIT_LINES = 20;
/** A column of keys has hardly any repeated text. */
const MAX_REPEATED_SHARE = 0.2;

export class ColumnCounter {
  readonly entries = new Map<string, CountedEntry>();
  missing = 0;
  rows = 0;
  longest = 0;
  wordsSeen = 0;
  /** Rows beyond the kept texts. */
  lateRows = 0;
  late: LateFits[] = [];
  lateUnfitLines: number[] = [];
  private guess: FormatGuess | null = null;
  /** Hash of all texts in their order: two columns with one hash are equal. */
  readonly hash = createTextHash();
  private distinctHashes: HashSet | null = null;
  private repeated = 0;
  private readonly name: string;
  private readonly maxEntries: number;
  private readonly today: string;

  constructor(name: string, maxEntries: number, today: string) {
    this.name = name;
    this.maxEntries = maxEntries;
    this.today = today;
  }

  /** Counts a text and leaves its hash in `hash`. */
  add(text: string | null, line: number, hash: { low: number; high: number }): void {
    this.rows += 1;
    if (text === null || text === '' || text.trim() === '') {
      this.missing += 1;
      hash.low = 0;
      hash.high = 0;
    } else {
      const entry = this.entries.get(text);
      if (entry) {
        entry.rows += 1;
        hash.low = entry.low;
        hash.high = entry.high;
        if (this.distinctHashes) this.repeated += 1;
      } else this.addNew(text, line, hash);
    }
    extendHash(this.hash, hash.low, hash.high);
  }

  private addNew(text: string, line: number, hash: { low: number; high: number }): void {
    hashText(text, hash);
    if (text.length > this.longest) this.longest = text.length;
    if (this.entries.size < this.maxEntries) {
      const own = copyText(text);
      this.entries.set(own, { text: own, rows: 1, line, low: hash.low, high: hash.high });
      return;
    }
    if (!this.guess) this.beginLateRows();
    this.addLate(text, line, toHashNumber(hash.low, hash.high));
  }

  private beginLateRows(): void {
    const { format, alternatives, missingMarks } = this.guessFormat();
    const isText = format.type === 'text' || format.type === 'boolean';
    const formats = isText ? [] : [format, ...alternatives];
    this.late = formats.map((candidate) => ({
      format: candidate,
      read: createValueReader({ format: candidate, missing: missingMarks }),
      fits: 0,
      lowest: null,
      highest: null,
    }));
    const isKeyLike = this.entries.size > (1 - MAX_REPEATED_SHARE) * (this.rows - this.missing);
    if (!isKeyLike) return;
    this.distinctHashes = new HashSet();
    for (const { low, high } of this.entries.values()) this.distinctHashes.add(toHashNumber(low, high));
  }

  private addLate(text: string, line: number, hash: number): void {
    this.lateRows += 1;
    if (this.distinctHashes && !this.distinctHashes.add(hash)) {
      this.repeated += 1;
      if (this.repeated > MAX_REPEATED_SHARE * this.rows) this.distinctHashes = null;
    }
    for (const [index, candidate] of this.late.entries()) {
      const value = isPlainNumber(text, candidate.format) ? text : candidate.read(text);
      if (value === UNFIT) {
        if (index === 0 && this.lateUnfitLines.length < MAX_UNFIT_LINES) this.lateUnfitLines.push(line);
        continue;
      }
      candidate.fits += 1;
      if (value === null) continue;
      keepRange(candidate, candidate.format, value);
    }
  }

  /** What the texts are. Call it after the last row. */
  guessFormat(): FormatGuess {
    this.guess ??= guessFormat([...this.entries.values()], this.name, this.today);
    return this.guess;
  }

  /** Distinct known texts; a lower bound where the column is neither short nor a key. */
  countDistinct(): number {
    return this.distinctHashes?.size ?? this.entries.size;
  }
}

/** A text that was cut from a larger one keeps all of that in memory; a copy does not. */
const copyText = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));

/** Widens a range by a value: numbers by their size, dates and times by their text. */
export function keepRange(
  range: { lowest: string | null; highest: string | null },
  { type }: ValueFormat,
  value: string,
): void {
  const { lowest, highest } = range;
  const isLess = type === 'number' ? (a: string, b: string) => Number(a) < Number(b) : (a: string, b: string) => a < b;
  if (lowest === null || isLess(value, lowest)) range.lowest = value;
  if (highest === null || isLess(highest, value)) range.highest = value;
}

/** Digits with at most one point: needs no compiled reader. */
function isPlainNumber(text: string, format: ValueFormat): boolean {
  if (format.type !== 'number' || format.decimal !== '.' || format.scale !== 1) return false;
  let points = 0;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  if (at === text.length || text.length > 15) return false;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46) points += 1;
    else if (code < 48 || code > 57) return false;
  }
  return points <= 1;
}
