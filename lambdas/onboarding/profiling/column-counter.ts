/**
 * Counts the texts of one column in one pass. The first distinct texts are kept with their counts; what comes after them
 * is only checked against the formats that these suggest.
 */
import type { ValueFormat } from '../contract/mapping.ts';
import { createValueReader, UNFIT, type ValueReader } from '../conversion/read-value.ts';
import { type FormatGuess, guessFormat } from './guess-format.ts';
import { createTextHash, extendHash, HashSet, hashText, type TextHash, toHashNumber } from './hash-text.ts';
import { TextTable } from './text-table.ts';

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
  readonly texts: TextTable;
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
    this.texts = new TextTable(maxEntries);
    this.today = today;
  }

  /** Counts a text and leaves its hash in `hash`. */
  add(text: string | null, line: number, hash: TextHash): void {
    this.rows += 1;
    if (text === null || text === '') this.addMissing(hash);
    else {
      hashText(text, hash);
      if (!this.texts.count(hash.low, hash.high)) this.addNew(text, line, hash);
      else if (this.distinctHashes) this.repeated += 1;
    }
    extendHash(this.hash, hash.low, hash.high);
  }

  private addMissing(hash: TextHash): void {
    this.missing += 1;
    hash.low = 0;
    hash.high = 0;
  }

  private addNew(text: string, line: number, hash: TextHash): void {
    if (text.trim() === '') {
      this.addMissing(hash);
      return;
    }
    if (text.length > this.longest) this.longest = text.length;
    if (this.texts.size < this.maxEntries) {
      this.texts.add(copyText(text), line, hash.low, hash.high);
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
    const isKeyLike = this.texts.size > (1 - MAX_REPEATED_SHARE) * (this.rows - this.missing);
    if (!isKeyLike) return;
    this.distinctHashes = new HashSet();
    for (const [low, high] of this.texts.hashes()) this.distinctHashes.add(toHashNumber(low, high));
  }

  private addLate(text: string, line: number, hash: number): void {
    this.lateRows += 1;
    if (this.distinctHashes && !this.distinctHashes.add(hash)) {
      this.repeated += 1;
      if (this.repeated > MAX_REPEATED_SHARE * this.rows) this.distinctHashes = null;
    }
    for (let index = 0; index < this.late.length; index += 1) {
      const candidate = this.late[index] as LateFits;
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
    this.guess ??= guessFormat(this.texts.list(), this.name, this.today);
    return this.guess;
  }

  /** Distinct known texts; a lower bound where the column is neither short nor a key. */
  countDistinct(): number {
    return this.distinctHashes?.size ?? this.texts.size;
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
  if (type !== 'number') {
    if (lowest === null || value < lowest) range.lowest = value;
    if (highest === null || highest < value) range.highest = value;
    return;
  }
  const number = Number(value);
  if (lowest === null || number < Number(lowest)) range.lowest = value;
  if (highest === null || Number(highest) < number) range.highest = value;
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
