/** Guesses what the texts of a column are: numbers, dates, booleans or texts, and which of them mean "unknown". */
import type { ValueFormat } from '../contract/mapping.ts';
import { createValueReader, UNFIT } from '../conversion/read-value.ts';
import { guessDate } from './guess-date.ts';
import { type CountedText, guessNumber } from './guess-number.ts';
import { findDateMarks, findNumberMarks, isMissingWord } from './missing-marks.ts';
import { foldText } from './units.ts';

export interface FormatGuess {
  format: ValueFormat;
  alternatives: ValueFormat[];
  missingMarks: string[];
  isMixed: boolean;
  /** Numbers with a point or a comma, which tell the marks of the table. */
  usesMarks: boolean;
}

const TEXT: ValueFormat = { type: 'text' };
const NUMBER_SHARE = 0.8;
const DATE_SHARE = 0.7;
/** With fewer numbers than this, one text that is none makes the column a list of codes. */
const FEW_TEXTS = 25;

/** Guesses the format of a column from its distinct texts; `name` decides only where numbers may be days. */
export function guessFormat(texts: readonly CountedText[], name: string, today: string): FormatGuess {
  const trimmed = texts.map(({ text, rows }) => ({ text: text.trim(), rows }));
  const values = trimmed.filter(({ text }) => !isMissingWord(text, true));
  const all = sumRows(values);
  const listWords = (isValue: boolean) =>
    trimmed.filter(({ text }) => isMissingWord(text, isValue)).map(({ text }) => text);
  const asText = (): FormatGuess => ({
    format: TEXT,
    alternatives: [],
    missingMarks: listWords(false),
    isMixed: false,
    usesMarks: false,
  });
  if (all === 0) return asText();
  const boolean = guessBoolean(values);
  if (boolean && boolean.type === 'boolean' && !isNumeric(boolean.true[0])) {
    const missingMarks = listWords(true).filter(
      (text) => !boolean.false.includes(text) && !boolean.true.includes(text),
    );
    return { format: boolean, alternatives: [TEXT], missingMarks, isMixed: false, usesMarks: false };
  }
  const date = guessDate(values, today);
  if (date && (date.rows >= DATE_SHARE * all || date.isMixed) && !isNumberInstead(date.format.format, values, name)) {
    const marks = markDates(date.format, values, today);
    return {
      format: date.format,
      alternatives: date.alternatives,
      missingMarks: [...listWords(true), ...marks],
      isMixed: date.isMixed,
      usesMarks: false,
    };
  }
  return guessNumeric(values, boolean, listWords(true), name) ?? asText();
}

function guessNumeric(
  values: readonly CountedText[],
  boolean: ValueFormat | undefined,
  words: readonly string[],
  name: string,
): FormatGuess | undefined {
  const number = guessNumber(values);
  if (!number || number.share < NUMBER_SHARE) return undefined;
  if (number.share < 1 && values.length <= FEW_TEXTS) return undefined;
  const counted = readNumbers(number.format, values);
  const counter = guessCounter(name, counted);
  if (counter)
    return {
      format: counter,
      alternatives: [number.format],
      missingMarks: [...words],
      isMixed: false,
      usesMarks: false,
    };
  const marks = namesStates(name) ? [] : findNumberMarks(counted);
  const alternatives = [number.alternative, boolean].filter((format) => format !== null && format !== undefined);
  return {
    format: number.format,
    alternatives,
    missingMarks: [...words, ...marks],
    isMixed: false,
    usesMarks: number.usesMarks,
  };
}

const sumRows = (texts: readonly CountedText[]): number => texts.reduce((sum, { rows }) => sum + rows, 0);

const isNumeric = (text: string | undefined): boolean => text !== undefined && /^[\d.]+$/.test(text);

/** Words of both sides; the first is true. */
const BOOLEAN_WORDS = [
  ['y', 'n'],
  ['yes', 'no'],
  ['true', 'false'],
  ['t', 'f'],
  ['ja', 'nein'],
  ['ja', 'nee'],
  ['ja', 'nej'],
  ['j', 'n'],
  ['si', 'no'],
  ['s', 'n'],
  ['oui', 'non'],
  ['o', 'n'],
  ['tak', 'nie'],
  ['t', 'n'],
  ['sim', 'nao'],
  ['wahr', 'falsch'],
  ['vrai', 'faux'],
  ['verdadero', 'falso'],
  ['prawda', 'falsz'],
  ['on', 'off'],
  ['1', '0'],
  ['1.0', '0.0'],
] as const;

function guessBoolean(values: readonly CountedText[]): ValueFormat | undefined {
  const folded = Map.groupBy(values, ({ text }) => foldText(text));
  if (folded.size !== 2) return undefined;
  const pair = BOOLEAN_WORDS.find(([yes, no]) => folded.has(yes) && folded.has(no));
  if (!pair) return undefined;
  const listTexts = (word: string) => (folded.get(word) ?? []).map(({ text }) => text);
  return { type: 'boolean', true: listTexts(pair[0]), false: listTexts(pair[1]) };
}

/** Six or eight digits may be a number all the same: with few texts the name has to say that they are days. */
function isNumberInstead(format: string, values: readonly CountedText[], name: string): boolean {
  if (namesDay(name)) return false;
  // 1.2047 and 2015.01 are numbers first.
  if (format === 'MM.yyyy' || format === 'yyyy.MM') return !values.every(({ text }) => isRecentMonth(text));
  if (!/^[yMd]+$/.test(format) || format.includes('MMM')) return false;
  const ENOUGH = format === 'yyyyMM' ? 6 : 4;
  return values.length < ENOUGH || !values.every(({ text }) => /^\d+$/.test(text));
}

const isRecentMonth = (text: string): boolean =>
  /^(?:0[1-9]|1[0-2])\.(?:19[5-9]|20[0-4])\d$|^(?:19[5-9]|20[0-4])\d\.\d\d$/.test(text);

const DAY_WORDS =
  /(?:^|[^a-z])(?:date|dates|day|dt|datum|dat|tag|fecha|fec|data|jour|dato|dag|time|timestamp|ts|created|issued|since|seit|am|on|at|d|ymd|period|periode|monat|month|mes|miesiac|dob|vintage|quarter)(?:$|[^a-z])|date|datum|fecha|timestamp/;

/** Whether a column's name says that it holds days. */
const namesDay = (name: string): boolean => DAY_WORDS.test(foldText(name.replace(/([a-z0-9])([A-Z])/g, '$1 $2')));

/** Codes of how a loan stands, where -1 and -2 are no "unknown": months past due, delinquency, status of payments. */
const namesStates = (name: string): boolean =>
  /^pay_?\d|past.?due|dpd|delinq|overdue|arrear|mora|status|state|verzug|ruckstand|retard|zalegl/.test(foldText(name));

interface CountedNumber extends CountedText {
  value: number;
}

/** The texts that are numbers, with their values. */
export function readNumbers(format: ValueFormat, values: readonly CountedText[]): CountedNumber[] {
  const read = createValueReader({ format });
  return values.flatMap(({ text, rows }) => {
    const value = read(text);
    return typeof value === 'string' && value !== '' ? [{ text, rows, value: Number(value) }] : [];
  });
}

const EXCEL_DAYS = [14_000, 60_000] as const;
const UNIX_SECONDS = [1e8, 2.6e9] as const;

/** Days of Excel and seconds of Unix are numbers, unless the name says that they are days. */
function guessCounter(name: string, numbers: readonly CountedNumber[]): ValueFormat | undefined {
  if (!namesDay(name) || numbers.length < 2) return undefined;
  const areWithin = (lowest: number, highest: number) =>
    numbers.every(({ value }) => value === 0 || (value >= lowest && value <= highest));
  if (areWithin(...EXCEL_DAYS)) return { type: 'date', format: 'excel', pivot_year: 49 };
  const isUnix = areWithin(...UNIX_SECONDS) || areWithin(UNIX_SECONDS[0] * 1000, UNIX_SECONDS[1] * 1000);
  return isUnix ? { type: 'date', format: 'unix', pivot_year: 49 } : undefined;
}

function markDates(format: ValueFormat, values: readonly CountedText[], today: string): string[] {
  const read = createValueReader({ format });
  const dates = values.flatMap(({ text, rows }) => {
    const date = read(text);
    return typeof date === 'string' && date !== '' && read(text) !== UNFIT ? [{ text, rows, date }] : [];
  });
  return findDateMarks(dates, today);
}
