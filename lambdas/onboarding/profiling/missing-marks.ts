/**
 * Finds the texts that mean "unknown" in a column: words such as NA, and numbers and dates that stand far from all others
 * (999, 365243, 9999-12-31). A number is judged by the shape of its column, never by itself.
 */
import type { CountedText } from './guess-number.ts';

/** Mean "unknown" in every column. */
const WORDS = new Set(
  `na n/a #n/a #na <na> n.a. n.a n/d n.d. nan -nan null (null) nil nul none. ? ?? - -- --- . .. \\n #value! #div/0! #ref!
  #name? #num! (blank) (leer) (empty) (vide) s/d s.d. k.a. k.a k/a b/d bd. nd. undefined 0000-00-00 00.00.0000 00/00/0000
  00000000 0000-00-00t00:00:00 inf -inf infinity`.split(/\s+/),
);

/** Mean "unknown" among numbers and dates; as a category they may be the lender's own word. */
const WORDS_AMONG_VALUES = new Set([
  ...[
    'none',
    'unknown',
    'missing',
    'unbekannt',
    'desconocido',
    'inconnu',
    'nieznany',
    'sconosciuto',
    'onbekend',
    'brak',
  ],
  ...['keine', 'tbd', 'x', 'xxx', 'not available', 'not applicable', 'keine angabe', 'k. a.', 'sin dato', 'sin datos'],
  ...['brak danych', 'no data', 'nicht verfügbar', 'nicht vorhanden', 'not reported', 'no info', 'non renseigné'],
  ...['não informado', 'n. a.', 'no aplica', 'nie dotyczy', 'unk'],
]);

/** Whether a text means "unknown"; `isValue` for columns of numbers, dates and booleans. */
export function isMissingWord(text: string, isValue: boolean): boolean {
  const folded = text.trim().toLowerCase();
  if (WORDS.has(folded)) return true;
  return isValue && WORDS_AMONG_VALUES.has(folded);
}

interface CountedNumber extends CountedText {
  value: number;
}

const MIN_ROWS = 3;
const MIN_SHARE = 0.004;
/** Distance from the nearest other value, in widths of all others, from which a value stands apart. */
const GAP_OF_NINES = 0.3;
const GAP_OF_ANY = 3;

/** Numbers that programs write for "unknown": all nines, and those of well-known exports. */
const isUsualMark = (value: number): boolean => /^-?9{2,}(?:\.0*|\.9+)?$/.test(String(value)) || KNOWN_MARKS.has(value);
const KNOWN_MARKS = new Set([
  365243, -1, -9, -8, -7, 9_999_998, 99_998, 998, -998, -9998, 2_147_483_647, -2_147_483_648,
]);

/**
 * Finds the numbers at either end that many rows have and that stand apart from all others. A -1 beside other negative
 * numbers, or beside codes of a few small numbers, means something and stays.
 */
export function findNumberMarks(numbers: readonly CountedNumber[]): string[] {
  const ordered = [...numbers].sort((a, b) => a.value - b.value);
  const marks = new Set<number>();
  for (let round = 0; round < 4; round += 1) {
    const rest = ordered.filter(({ value }) => !marks.has(value));
    const distinct = new Set(rest.map(({ value }) => value));
    const MIN_OTHERS = 4;
    if (distinct.size < MIN_OTHERS) break;
    const found = [rest.at(-1), rest[0]].find((end) => end !== undefined && standsApart(end.value, rest));
    if (!found) break;
    marks.add(found.value);
  }
  return ordered.filter(({ value }) => marks.has(value)).map(({ text }) => text);
}

function standsApart(value: number, numbers: readonly CountedNumber[]): boolean {
  const rows = numbers.reduce((sum, number) => sum + number.rows, 0);
  const own = numbers.reduce((sum, number) => sum + (number.value === value ? number.rows : 0), 0);
  if (own < MIN_ROWS || own < MIN_SHARE * rows) return false;
  const others = numbers.filter((number) => number.value !== value);
  const [lowest, highest] = [others[0]?.value ?? 0, others.at(-1)?.value ?? 0];
  if (value === -1 || value === -9) return lowest >= 0 && highest >= 15 && others.length >= 8;
  const width = highest - lowest;
  const gap = value > highest ? value - highest : lowest - value;
  if (isUsualMark(value)) return gap > GAP_OF_NINES * width && gap > 1;
  const next = others.reduce((most, number) => Math.max(most, number.rows), 0);
  return Number.isInteger(value) && value !== 0 && gap > GAP_OF_ANY * width && own >= 0.5 * next;
}

const countRows = (texts: readonly CountedText[]): number => texts.reduce((sum, { rows }) => sum + rows, 0);

const YEARS_APART = 15;

/** Finds dates far from all others: 1900-01-01, 1970-01-01 and 9999-12-31 in a column of other years. */
export function findDateMarks(dates: readonly (CountedText & { date: string })[], today: string): string[] {
  const ordered = [...dates].sort((a, b) => (a.date < b.date ? -1 : 1));
  const thisYear = Number(today.slice(0, 4));
  const marks = new Set<string>();
  const toYear = (date: string | undefined) => Number(date?.slice(0, 4) ?? 0);
  for (const { date } of ordered) {
    const year = toYear(date);
    if (year >= thisYear + 60 || year < 1850) marks.add(date);
  }
  for (const isLow of [true, false]) {
    const rest = ordered.filter(({ date }) => !marks.has(date));
    const end = isLow ? rest[0] : rest.at(-1);
    const next = (isLow ? rest : [...rest].reverse()).find(({ date }) => date !== end?.date);
    if (!end || !next || rest.length < 4) continue;
    const isUsual = /^(?:1900-01-0[01]|1901-01-01|1970-01-01|1753-01-01|1800-01-01|20[5-9]\d-12-31)/.test(end.date);
    const apart = Math.abs(toYear(end.date) - toYear(next.date));
    if (isUsual && apart >= YEARS_APART) marks.add(end.date);
  }
  // Years of another calendar are no marks.
  const marked = ordered.filter(({ date }) => marks.has(date));
  return 2 * countRows(marked) > countRows(ordered) ? [] : marked.map(({ text }) => text);
}
