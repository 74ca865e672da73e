/** Guesses how the dates of a column are written, with the readings that compete: 03/04/2021 has two. */
import type { ValueFormat } from '../contract/mapping.ts';
import { createValueReader, UNFIT } from '../conversion/read-value.ts';
import { foldMonthName, MONTH_NUMBERS } from '../conversion/values/month-names.ts';
import type { CountedText } from './guess-number.ts';

export type DateFormat = Extract<ValueFormat, { type: 'date' }>;

export interface DateGuess {
  format: DateFormat;
  /** Readings in another order that fit at least half as many rows. */
  alternatives: DateFormat[];
  rows: number;
  /** Some rows are dates only in one order, and others only in the other. */
  isMixed: boolean;
}

/** Date, and a time after it. */
const TIME_FORM =
  /^(.*?\d|.*?\p{L}{3,})([T ,]\s*)(\d{1,2}):(\d{2})(:\d{2}(?:[.,]\d+)?)?(\s?[ap]\.?m\.?)?(\s?(?:Z|[+-]\d\d(?::?\d\d)?))?$/iu;

/** Forms of dates and the patterns that may be meant, most usual first. `-` in a pattern is the separator found. */
const DATE_FORMS: readonly { form: RegExp; patterns: readonly string[] }[] = [
  { form: /^\d{4}([-/.])\d{1,2}\1\d{1,2}$/, patterns: ['yyyy-MM-dd', 'yyyy-dd-MM'] },
  { form: /^\d{1,2}([-/.])\d{1,2}\1\d{4}$/, patterns: ['dd-MM-yyyy', 'MM-dd-yyyy'] },
  { form: /^\d{1,2}([-/.])\d{1,2}\1\d{2}$/, patterns: ['dd-MM-yy', 'MM-dd-yy', 'yy-MM-dd'] },
  { form: /^(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])$/, patterns: ['yyyy-MM'] },
  { form: /^(?:0?[1-9]|1[0-2])([-/.])(?:19|20)\d\d$/, patterns: ['MM-yyyy'] },
  { form: /^\d{4}M\d{2}$/, patterns: ['yyyyMMM'] },
  { form: /^(?:19|20|99)\d{6}$/, patterns: ['yyyyMMdd'] },
  { form: /^(?:19|20)\d{4}$/, patterns: ['yyyyMM'] },
  { form: /^[0-3]\d[01]\d(?:19|20)\d{2}$/, patterns: ['ddMMyyyy', 'MMddyyyy'] },
];

/** Dates with the name of a month; the separators are copied into the pattern. */
const NAMED_FORMS: readonly { form: RegExp; parts: readonly string[] }[] = [
  { form: /^(\d{1,2})(\.?[-/ .]?\s?)(\p{L}{3,}\.?)([-/ .,]*)(\d{4})$/u, parts: ['dd', 'MMM', 'yyyy'] },
  { form: /^(\d{1,2})([-/ .]+)(\p{L}{3,}\.?)([-/ .,]+)(\d{2})$/u, parts: ['dd', 'MMM', 'yy'] },
  { form: /^(\p{L}{3,}\.?)([-/ .]+)(\d{1,2})(,? +|[-/])(\d{4})$/u, parts: ['MMM', 'dd', 'yyyy'] },
  { form: /^(\p{L}{3,}\.?)([-/ .,]*)(\d{4})$/u, parts: ['MMM', 'yyyy'] },
  { form: /^(\p{L}{3,}\.?)([-/ .]+)(\d{2})$/u, parts: ['MMM', 'yy'] },
  { form: /^(\d{4})([-/ .]+)(\p{L}{3,}\.?)$/u, parts: ['yyyy', 'MMM'] },
  { form: /^(\d{4})([-/ .]+)(\p{L}{3,}\.?)([-/ .]+)(\d{1,2})$/u, parts: ['yyyy', 'MMM', 'dd'] },
  { form: /^(\d{2})([-/ .]+)(\p{L}{3,}\.?)$/u, parts: ['yy', 'MMM'] },
];

const TRIED_TEXTS = 300;
const MAX_CANDIDATES = 12;
/** An order that fits fewer rows than this share of the best is no alternative. */
const ALTERNATIVE_SHARE = 0.3;

/** Guesses the format; undefined when fewer than half of the rows are dates. */
export function guessDate(texts: readonly CountedText[], today: string): DateGuess | undefined {
  const all = texts.reduce((sum, { rows }) => sum + rows, 0);
  const patterns = listPatterns(texts.slice(0, TRIED_TEXTS));
  const tried = patterns.map((format) => {
    const pivot_year = format.includes('yyyy') || !format.includes('yy') ? 49 : findPivotYear(format, texts, today);
    const candidate: DateFormat = { type: 'date', format, pivot_year };
    return { candidate, ...countFits(candidate, texts) };
  });
  tried.sort((a, b) => b.rows - a.rows);
  const [best, ...others] = tried;
  if (!best || best.rows < 0.5 * all) return undefined;
  const rivals = others.filter(
    ({ candidate, rows }) => rows >= ALTERNATIVE_SHARE * best.rows && isSwap(candidate, best),
  );
  const isMixed = rivals.some((rival) => countOnlyIn(rival, best, texts) > 0 && best.rows < all);
  const equal = rivals.filter(({ rows }) => rows === best.rows || isMixed);
  const [chosen = best, ...alternatives] = isMixed ? [best, ...equal] : dropFutureYears([best, ...equal], texts, today);
  if (/^yy\W*MMM/.test(chosen.candidate.format) && hasFutureDates(chosen, texts, today)) return undefined; // 28-Feb
  return {
    format: chosen.candidate,
    alternatives: alternatives.map(({ candidate }) => candidate),
    rows: best.rows,
    isMixed,
  };
}

/** Two digits at either end may be the year: where days are read as years some are in the future, and that is no reading. */
function dropFutureYears(
  readings: readonly TriedFormat[],
  texts: readonly CountedText[],
  today: string,
): TriedFormat[] {
  const isYearFirst = ({ candidate }: TriedFormat) => /^yy(?!y)/.test(candidate.format);
  const sides = [readings.filter(isYearFirst), readings.filter((reading) => !isYearFirst(reading))];
  if (sides.some((side) => side.length === 0)) return [...readings];
  const past = sides.filter((side) => !side.every((reading) => hasFutureDates(reading, texts, today)));
  return past.length === 1 ? (past[0] ?? []) : [...readings];
}

function hasFutureDates({ candidate }: TriedFormat, texts: readonly CountedText[], today: string): boolean {
  const read = createValueReader({ format: candidate });
  return texts.some(({ text }) => {
    const date = read(text);
    return typeof date === 'string' && date.slice(0, 10) > today;
  });
}

interface TriedFormat {
  candidate: DateFormat;
  rows: number;
  fits: boolean[];
}

function countFits(format: DateFormat, texts: readonly CountedText[]): { rows: number; fits: boolean[] } {
  const read = createValueReader({ format });
  const fits = texts.map(({ text }) => read(text) !== UNFIT);
  return { fits, rows: texts.reduce((sum, { rows }, index) => sum + (fits[index] ? rows : 0), 0) };
}

const isSwap = (candidate: DateFormat, best: TriedFormat): boolean =>
  [...candidate.format].sort().join('') === [...best.candidate.format].sort().join('');

const countOnlyIn = (one: TriedFormat, other: TriedFormat, texts: readonly CountedText[]): number =>
  texts.reduce((sum, { rows }, index) => sum + (one.fits[index] && !other.fits[index] ? rows : 0), 0);

/** The patterns that the texts suggest, in the order in which they are usual. */
function listPatterns(texts: readonly CountedText[]): string[] {
  const patterns = new Map<string, number>();
  for (const { text, rows } of texts) {
    for (const pattern of suggestPatterns(text)) patterns.set(pattern, (patterns.get(pattern) ?? 0) + rows);
  }
  const ordered = [...patterns].sort(([, a], [, b]) => b - a).slice(0, MAX_CANDIDATES);
  return ordered.map(([pattern]) => pattern);
}

function suggestPatterns(text: string): string[] {
  const dates = suggestDatePatterns(text);
  if (dates.length > 0) return dates;
  const [, date, , hour, , seconds, noon, zone] = TIME_FORM.exec(text) ?? [];
  if (!date || !hour) return [];
  const gap =
    text.slice(date.length, date.length + 1) === 'T' ? 'T' : text.slice(date.length).startsWith(',') ? ', ' : ' ';
  const clock = noon
    ? `hh:mm${seconds ? ':ss' : ''}${noon.startsWith(' ') ? ' ' : ''}a`
    : `HH:mm${seconds ? ':ss' : ''}`;
  const offset = zone ? `${zone.startsWith(' ') ? ' ' : ''}X` : '';
  return suggestDatePatterns(date).map((pattern) => `${pattern}${gap}${clock}${offset}`);
}

function suggestDatePatterns(text: string): string[] {
  for (const { form, patterns } of DATE_FORMS) {
    const match = form.exec(text);
    if (match)
      return patterns.map((pattern) => (match[1] ? pattern.replaceAll('-', match[1]) : quoteMonthLetter(pattern)));
  }
  for (const { form, parts } of NAMED_FORMS) {
    const match = form.exec(text);
    if (match?.slice(1).some((part) => MONTH_NUMBERS.has(foldMonthName(part ?? '')))) {
      return [
        match
          .slice(1)
          .map((part, index) => (index % 2 === 0 ? parts[index / 2] : part))
          .join(''),
      ];
    }
  }
  return [];
}

/** 2015M03: the first M stands for itself. */
const quoteMonthLetter = (pattern: string): string => (pattern === 'yyyyMMM' ? "yyyy'M'MM" : pattern);

/**
 * Places the turn of the century into the largest gap of the two-digit years: births of 30 to 05 are of 1930 to 2005,
 * maturities of 12 to 45 of 2012 to 2045.
 */
function findPivotYear(format: string, texts: readonly CountedText[], today: string): number {
  const read = createValueReader({ format: { type: 'date', format, pivot_year: 99 } });
  const years = new Set<number>();
  for (const { text } of texts) {
    const date = read(text);
    if (typeof date === 'string') years.add(Number(date.slice(2, 4)));
  }
  const ordered = [...years].sort((a, b) => a - b);
  const [first = 0, last = 0] = [ordered[0], ordered.at(-1)];
  const now = Number(today.slice(2, 4));
  let gapStart = -1;
  let widest = 100 - last + first;
  for (const [index, year] of ordered.entries()) {
    const gap = (ordered[index + 1] ?? year) - year;
    if (gap > widest) [widest, gapStart] = [gap, year];
  }
  if (gapStart >= 0) return choosePivot(gapStart, gapStart + widest - 1);
  const MAX_YEARS_AHEAD = 40;
  const isOfThisCentury = last <= now || (first <= now && last - now <= MAX_YEARS_AHEAD);
  return isOfThisCentury ? choosePivot(last, 99) : choosePivot(0, Math.max(0, first - 1));
}

const USUAL_PIVOT_YEAR = 49;

const choosePivot = (lowest: number, highest: number): number => Math.min(highest, Math.max(lowest, USUAL_PIVOT_YEAR));
