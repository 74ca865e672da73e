/** Summarises the counted texts of a column as its profile. */
import type { ColumnProfile } from '../contract/profile.ts';
import { createValueReader, UNFIT } from '../conversion/read-value.ts';
import { type ColumnCounter, keepRange } from './column-counter.ts';
import { type FormatGuess, readNumbers } from './guess-format.ts';
import { findPersonalContent, maskText } from './personal-content.ts';
import type { CountedEntry } from './text-table.ts';

const MAX_FREQUENT = 30;
const EXAMPLES = 3;
const MAX_UNFIT_LINES = 20;

/** Describes the column from its counts. */
export function summariseColumn(column: string, counter: ColumnCounter, guess: FormatGuess): ColumnProfile {
  const entries = counter.texts.list().sort((a, b) => b.rows - a.rows || a.line - b.line);
  const marks = new Set(guess.missingMarks);
  const known = entries.filter(({ text }) => !marks.has(text.trim()));
  const markedRows = entries.reduce((sum, { text, rows }) => sum + (marks.has(text.trim()) ? rows : 0), 0);
  const knownRows = counter.rows - counter.missing - markedRows;
  const personal = findPersonalContent(known, guess.format);
  const isPrivate = personal !== null || isPrivateText(guess, known, knownRows);
  const fits = countFits(guess, known, counter);
  return {
    column,
    known: knownRows,
    missing: counter.missing + markedRows,
    distinct: counter.countDistinct() - (entries.length - known.length),
    examples: chooseExamples(known, isPrivate),
    frequent: isPrivate ? [] : known.slice(0, MAX_FREQUENT).map(({ text, rows }) => ({ text, rows })),
    missing_marks: [...marks],
    format: guess.format,
    fits: knownRows === 0 ? 1 : fits.rows / knownRows,
    alternatives: guess.alternatives,
    lowest: isPrivate ? null : fits.lowest,
    highest: isPrivate ? null : fits.highest,
    longest: counter.longest,
    unfit_lines: fits.unfitLines,
    mixed_dates: guess.isMixed,
    ...measureNumbers(guess, known),
    words: countWords(known),
    personal,
    same_as: null,
  };
}

/** Long texts of several words, each of its own, may hold anything. */
function isPrivateText({ format }: FormatGuess, known: readonly CountedEntry[], rows: number): boolean {
  const MANY_TEXTS = 50;
  return (
    format.type === 'text' &&
    known.length > MANY_TEXTS &&
    known.length > 0.5 * Math.min(rows, 10_000) &&
    countWords(known) > 1.5
  );
}

function countWords(entries: readonly CountedEntry[]): number {
  const tried = entries.slice(0, 500);
  const words = tried.reduce((sum, { text }) => sum + text.trim().split(/\s+/).length, 0);
  return tried.length === 0 ? 0 : Math.round((10 * words) / tried.length) / 10;
}

function chooseExamples(known: readonly CountedEntry[], isPrivate: boolean): string[] {
  const MAX_LENGTH = 60;
  const texts = [...new Set(known.slice(0, 50).map(({ text }) => (isPrivate ? maskText(text) : text.trim())))];
  return texts.slice(0, EXAMPLES).map((text) => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text));
}

interface ColumnFits {
  rows: number;
  lowest: string | null;
  highest: string | null;
  unfitLines: number[];
}

function countFits(guess: FormatGuess, known: readonly CountedEntry[], counter: ColumnCounter): ColumnFits {
  const { format } = guess;
  const first = counter.late.find((late) => late.format === format);
  if (format.type === 'text') {
    return {
      rows: known.reduce((sum, { rows }) => sum + rows, 0) + counter.lateRows,
      lowest: null,
      highest: null,
      unfitLines: [],
    };
  }
  const read = createValueReader({ format, missing: guess.missingMarks });
  const range = { lowest: first?.lowest ?? null, highest: first?.highest ?? null };
  const unfitLines: number[] = [...counter.lateUnfitLines];
  let fitting = first?.fits ?? (format.type === 'boolean' ? 0 : counter.lateRows);
  for (const { text, rows, line } of known) {
    const value = read(text);
    if (value === UNFIT) unfitLines.push(line);
    else {
      fitting += rows;
      if (value !== null) keepRange(range, format, value);
    }
  }
  const isOrdered = format.type !== 'boolean';
  return {
    rows: fitting,
    lowest: isOrdered ? range.lowest : null,
    highest: isOrdered ? range.highest : null,
    unfitLines: unfitLines.sort((a, b) => a - b).slice(0, MAX_UNFIT_LINES),
  };
}

function measureNumbers(
  { format }: FormatGuess,
  known: readonly CountedEntry[],
): Pick<ColumnProfile, 'whole' | 'quantiles'> {
  if (format.type !== 'number') return { whole: false, quantiles: null };
  const numbers = readNumbers(format, known).sort((a, b) => a.value - b.value);
  const all = numbers.reduce((sum, { rows }) => sum + rows, 0);
  const findQuantile = (share: number) => {
    let seen = 0;
    for (const { value, rows } of numbers) {
      seen += rows;
      if (seen >= share * all) return value;
    }
    return numbers.at(-1)?.value ?? 0;
  };
  return {
    whole: numbers.every(({ value }) => Number.isInteger(value)),
    quantiles: numbers.length === 0 ? null : [findQuantile(0.05), findQuantile(0.5), findQuantile(0.95)],
  };
}
