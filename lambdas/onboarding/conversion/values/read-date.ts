/**
 * Reads dates and times by a pattern: y, M, d, H, h, m, s are digits of year, month (MMM and MMMM: its name), day, hour (h with
 * a: before or after noon), minute and second, X is a zone; every other character stands for itself.
 */
import type { ValueFormat } from '../../contract/mapping.ts';
import { foldMonthName, MONTH_NUMBERS } from './month-names.ts';

type DateFormat = Extract<ValueFormat, { type: 'date' }>;

/** Returns YYYY-MM-DD, or with a time YYYY-MM-DDTHH:MM:SSZ; undefined when the text is no such date. */
type DateReader = (text: string) => string | undefined;

export function createDateReader({ format, pivot_year }: DateFormat): DateReader {
  if (format === 'excel') return readExcelDay;
  if (format === 'unix') return readUnixTime;
  const readPattern = createPatternReader(format, pivot_year);
  return format === 'yyyy-MM-dd' ? (text) => (isCommonDay(text) ? text : readPattern(text)) : readPattern;
}

/** Whether the text is a valid day as it is written, with a day that every month has: no regular expression needed. */
function isCommonDay(text: string): boolean {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-' || text[0] === '0') return false;
  for (const at of [0, 1, 2, 3, 5, 6, 8, 9]) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  const month = 10 * text.charCodeAt(5) + text.charCodeAt(6) - 11 * 0x30;
  const day = 10 * text.charCodeAt(8) + text.charCodeAt(9) - 11 * 0x30;
  return month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

type MomentPart = keyof Moment | 'month_name' | 'noon' | 'zone';

const PARTS_OF_LETTERS: Readonly<Record<string, MomentPart>> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour',
  m: 'minute',
  s: 'second',
  a: 'noon',
  X: 'zone',
};

interface Token {
  /** Null: the text stands for itself. */
  part: MomentPart | null;
  text: string;
}

/** The letters of a pattern in runs. Quotes protect letters that stand for themselves; T between date and time needs none. */
function splitPattern(format: string): Token[] {
  const runs = format.match(/'[^']*'|y+|M+|d+|H+|h+|m+|s+|a+|X+|[^yMdHhmsaX']+/g) ?? [];
  return runs.map((text) => {
    if (text.startsWith("'")) return { part: null, text: text.slice(1, -1) };
    const part = PARTS_OF_LETTERS[text[0] as string] ?? null;
    return { part: part === 'month' && text.length > 2 ? 'month_name' : part, text };
  });
}

const isDigitsPart = (token: Token | undefined): boolean =>
  token !== undefined && token.part !== null && !['month_name', 'noon', 'zone'].includes(token.part);

const SPECIAL_FORMS = {
  month_name: '([\\p{L}\\p{M}]{3,20}\\.?)',
  noon: '([ap]\\.?m\\.?)',
  zone: '(Z|[+-]\\d\\d(?::?\\d\\d)?)',
} as const;

/** Digits next to other digits have the width of the pattern; others may lack their leading zero. */
function toTokenForm(token: Token, index: number, tokens: readonly Token[]): string {
  const { part, text } = token;
  if (part === null) return toLiteralForm(text);
  if (part === 'month_name' || part === 'noon' || part === 'zone') return SPECIAL_FORMS[part];
  const isAdjacent = isDigitsPart(tokens[index - 1]) || isDigitsPart(tokens[index + 1]);
  if (part === 'year') return text.length === 2 ? '(\\d\\d)' : '(\\d{4})';
  const width = isAdjacent ? `{${text.length}}` : '{1,2}';
  return `(\\d${width})${part === 'second' ? '(?:[.,]\\d{1,9})?' : ''}`;
}

function toLiteralForm(text: string): string {
  const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
  return text === 'T' ? '[T ]' : escaped;
}

/** A time at the end may be missing, and a midnight without meaning may follow a date: exports write both. */
function createPatternForm(tokens: readonly Token[]): RegExp {
  const forms = tokens.map(toTokenForm);
  const firstTime = tokens.findIndex(({ part }) => part === 'hour');
  if (firstTime < 0)
    return new RegExp(`^${forms.join('')}(?:[T ]00?:00(?::00(?:\\.0+)?)?(?:Z|\\+00(?::?00)?)?)?$`, 'iu');
  const hasDateAfter = tokens.slice(firstTime).some(({ part }) => part === 'year' || part === 'day');
  if (firstTime === 0 || hasDateAfter) return new RegExp(`^${forms.join('')}$`, 'iu');
  const isLiteralBefore = tokens[firstTime - 1]?.part === null;
  const split = isLiteralBefore ? firstTime - 1 : firstTime;
  return new RegExp(`^${forms.slice(0, split).join('')}(?:${forms.slice(split).join('')})?$`, 'iu');
}

const MAX_DATE_LENGTH = 60;

function createPatternReader(format: string, pivotYear: number): DateReader {
  const tokens = splitPattern(format);
  const form = createPatternForm(tokens);
  const parts = tokens.filter(({ part }) => part !== null);
  const hasTime = parts.some(({ part }) => part === 'hour');
  const isShortYear = parts.some(({ part, text }) => part === 'year' && text.length === 2);
  return (text) => {
    if (text.length > MAX_DATE_LENGTH) return undefined;
    const groups = form.exec(text);
    if (!groups) return undefined;
    const moment: Moment = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    let zone: string | undefined;
    let noon: string | undefined;
    for (const [index, { part }] of parts.entries()) {
      const value = groups[index + 1];
      if (value === undefined || part === null) continue;
      if (part === 'month_name') moment.month = MONTH_NUMBERS.get(foldMonthName(value)) ?? 0;
      else if (part === 'zone') zone = value;
      else if (part === 'noon') noon = value;
      else moment[part] = Number(value);
    }
    if (isShortYear) moment.year += moment.year <= pivotYear ? 2000 : 1900;
    if (noon) moment.hour = (moment.hour % 12) + (/^p/i.test(noon) ? 12 : 0);
    return writeMoment(moment, hasTime, zone);
  };
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isValidDay({ year, month, day }: Moment): boolean {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

function writeMoment(moment: Moment, hasTime: boolean, zone: string | undefined): string | undefined {
  const { year, month, day, hour, minute, second } = moment;
  if (!isValidDay(moment) || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  if (!hasTime) return date;
  const time = `${date}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(Math.min(second, 59), 2)}Z`;
  return zone === undefined || /^(z|[+-]00(:?00)?)$/i.test(zone) ? time : toUtc(time, zone);
}

function toUtc(time: string, zone: string): string {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) as RegExpExecArray;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  return formatTime(Date.parse(time) - offset);
}

const formatTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

const DAY_MS = 86_400_000;
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);
/** 2199-12-31: no date of a loan is later. */
const LAST_MS = Date.UTC(2199, 11, 31);
/** Unix times beyond this many seconds are milliseconds: 1973 in milliseconds, 5138 in seconds. */
const FIRST_MILLISECONDS = 1e11;

function readExcelDay(text: string): string | undefined {
  if (!/^\d{1,6}(?:[.,]\d{1,15})?$/.test(text)) return undefined;
  const days = Number(text.replace(',', '.'));
  const milliseconds = EXCEL_EPOCH_MS + Math.round(days * 86_400) * 1000;
  if (days < 1 || milliseconds > LAST_MS) return undefined;
  return milliseconds % DAY_MS === 0 ? formatTime(milliseconds).slice(0, 10) : formatTime(milliseconds);
}

function readUnixTime(text: string): string | undefined {
  if (!/^-?\d{1,14}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const value = Number(text);
  const milliseconds = Math.abs(value) < FIRST_MILLISECONDS ? value * 1000 : value;
  return milliseconds > LAST_MS || milliseconds < EXCEL_EPOCH_MS ? undefined : formatTime(milliseconds);
}
