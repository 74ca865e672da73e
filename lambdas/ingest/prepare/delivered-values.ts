/**
 * What a delivered value may be, by the type of its column. A rule gives the text that the database reads as that type,
 * or the fault of the value. Values are looked at character by character: a file has tens of millions of them. What is
 * not of the usual form is looked at twice, exactly.
 */
import type { Column } from '../contract/table-contract.ts';

/** Why a value is none; a row's reason is `<fault>:<column>`. */
export interface Fault {
  fault:
    | 'too_long'
    | 'not_a_date'
    | 'not_a_timestamp'
    | 'not_an_integer'
    | 'not_a_number'
    | 'not_a_boolean'
    | 'not_allowed'
    | 'out_of_range'
    | 'in_future';
}

/** Of a known value, which is never empty. */
export type ValueRule = (value: string) => string | Fault;

const tooLong: Fault = { fault: 'too_long' };
const notADate: Fault = { fault: 'not_a_date' };
const notATimestamp: Fault = { fault: 'not_a_timestamp' };
const notAnInteger: Fault = { fault: 'not_an_integer' };
const notANumber: Fault = { fault: 'not_a_number' };
const notABoolean: Fault = { fault: 'not_a_boolean' };
const notAllowed: Fault = { fault: 'not_allowed' };
const outOfRange: Fault = { fault: 'out_of_range' };
const inFuture: Fault = { fault: 'in_future' };

/** Digits after the point that the database keeps. */
const decimals = { money: 2, rate: 6 } as const;

/** The rule of a column; `asOf` is the day after which nothing can have happened yet. */
export function createValueRule(column: Column, asOf: string): ValueRule {
  const latest = column.mayBeFuture ? Number.POSITIVE_INFINITY : dayOf(asOf);
  const [lowest, highest] = column.range ?? [0, 0];
  switch (column.type) {
    case 'text':
      return column.allowedValues ? category(column.allowedValues) : text;
    case 'integer':
      return integer(lowest, highest);
    case 'money':
    case 'rate':
      return decimal(lowest, highest, decimals[column.type]);
    case 'date':
      return date(latest);
    case 'timestamp':
      return timestamp(latest);
    case 'boolean':
      return boolean;
  }
}

const longestText = 200;

/** Identifiers and categories: characters are counted as the database does, not in UTF-16 units. */
const text: ValueRule = (value) => (value.length > longestText && [...value].length > longestText ? tooLong : value);

const category =
  (allowed: readonly string[]): ValueRule =>
  (value) =>
    allowed.includes(value) ? value : notAllowed;

const [minus, point, digitZero] = ['-', '.', '0'].map((character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
];
const isDigit = (code: number): boolean => code >= digitZero && code <= digitZero + 9;

/** 2.0 is an integer too: tools write it where a column has gaps. */
function integer(lowest: number, highest: number): ValueRule {
  return (value) => {
    const { length } = value;
    const start = value.charCodeAt(0) === minus ? 1 : 0;
    let whole = 0;
    let at = start;
    while (at < length && isDigit(value.charCodeAt(at))) whole = 10 * whole + value.charCodeAt(at++) - digitZero;
    if (at < length || at === start || length > 15) return unusualInteger(value, lowest, highest);
    const number = start === 1 ? -whole : whole;
    return number < lowest || number > highest ? outOfRange : value;
  };
}

function unusualInteger(value: string, lowest: number, highest: number): string | Fault {
  const [, sign = '', digits] = /^([+-]?)(\d+)(?:\.0*)?$/.exec(value) ?? [];
  if (digits === undefined) return notAnInteger;
  const number = BigInt(digits) * (sign === '-' ? -1n : 1n);
  return number < BigInt(lowest) || number > BigInt(highest) ? outOfRange : String(number);
}

/** NaN and the infinities are no numbers. `lowest` is a whole number, and `highest` has at most `places` decimals. */
function decimal(lowest: number, highest: number, places: number): ValueRule {
  // With fewer digits before the point than `highest` has, or as many nines, a number is within the range.
  const wholeDigits = Math.floor(Math.log10(highest + 10 ** -places));
  return (value) => {
    const { length } = value;
    const start = value.charCodeAt(0) === minus && lowest < 0 ? 1 : 0;
    let at = start;
    while (at < length && isDigit(value.charCodeAt(at))) at += 1;
    const whole = at - start;
    let fraction = 0;
    if (at < length && value.charCodeAt(at) === point) {
      at += 1;
      const from = at;
      while (at < length && isDigit(value.charCodeAt(at))) at += 1;
      fraction = at - from;
    }
    const isUsual = at === length && whole > 0 && whole <= wholeDigits && fraction <= places;
    return isUsual ? value : unusualDecimal(value, lowest, highest, places);
  };
}

/** Exactly, and rounded as the database rounds: half away from zero. */
function unusualDecimal(value: string, lowest: number, highest: number, places: number): string | Fault {
  const number = exactDecimal(value);
  if (!number) return notANumber;
  if (isLess(number, exactly(lowest)) || isLess(exactly(highest), number)) return outOfRange;
  const shift = number.exponent + places;
  if (shift >= 0) return String(number.digits * 10n ** BigInt(shift)).concat(`e-${places}`);
  const unit = 10n ** BigInt(-shift);
  const half = number.digits < 0n ? -unit / 2n : unit / 2n;
  return `${(number.digits + half) / unit}e-${places}`;
}

interface Decimal {
  digits: bigint;
  /** Of ten. */
  exponent: number;
}

function exactDecimal(value: string): Decimal | undefined {
  const form = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;
  const [matched, sign = '', whole = '', part = '', only = '', exponent = '0'] = form.exec(value) ?? [];
  if (matched === undefined) return undefined;
  const fraction = part + only;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return { digits, exponent: Number(exponent) - fraction.length };
}

const exactly = (number: number): Decimal => exactDecimal(String(number)) as Decimal;

function isLess(a: Decimal, b: Decimal): boolean {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  return scaled(a) < scaled(b);
}

/** Two digits at a place, or -1. */
function twoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - digitZero;
  const ones = value.charCodeAt(at + 1) - digitZero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The day that a text begins with, as the number YYYYMMDD; NaN when that is no day that exists. */
function dayOf(value: string): number {
  if (value.charCodeAt(4) !== minus || value.charCodeAt(7) !== minus) return Number.NaN;
  const century = twoDigits(value, 0);
  const years = twoDigits(value, 2);
  const month = twoDigits(value, 5);
  const day = twoDigits(value, 8);
  const year = 100 * century + years;
  if (century < 0 || years < 0 || year === 0 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const days = month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] as number);
  return day > days ? Number.NaN : 10_000 * year + 100 * month + day;
}

const earliest = 19_000_101;

/** Not before 1900, and not after the latest day. */
function date(latest: number): ValueRule {
  return (value) => {
    const day = value.length === 10 ? dayOf(value) : Number.NaN;
    if (Number.isNaN(day)) return notADate;
    if (day < earliest) return outOfRange;
    return day > latest ? inFuture : value;
  };
}

const usualTimestamp = 'YYYY-MM-DDTHH:MM:SS'.length;

/** In UTC: another time zone is a fault. */
function timestamp(latest: number): ValueRule {
  return (value) => {
    const usual = isUsualTime(value) ? value : unusualTimestamp(value);
    const day = usual === undefined ? Number.NaN : dayOf(usual);
    if (usual === undefined || Number.isNaN(day)) return notATimestamp;
    if (day < earliest) return outOfRange;
    return day > latest ? inFuture : usual;
  };
}

function isUsualTime(value: string): boolean {
  if (value.length !== usualTimestamp || value[10] !== 'T' || value[13] !== ':' || value[16] !== ':') return false;
  const hour = twoDigits(value, 11);
  const minute = twoDigits(value, 14);
  const second = twoDigits(value, 17);
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/** Any other form, without its zone; 24:00 and a sixtieth second are of the next day and minute. */
function unusualTimestamp(value: string): string | undefined {
  const form = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?(?:Z|\+00(?::?00)?)?)?$/;
  const [matched, year, month, day, hour = 0, minute = 0, second = 0, fraction = ''] = form.exec(value) ?? [];
  if (matched === undefined || Number.isNaN(dayOf(value))) return undefined;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 24 || m > 59 || s > 60 || (h === 24 && (m > 0 || s > 0 || Number(`0${fraction}`) > 0))) return undefined;
  if (matched.length === 10) return value;
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  moment.setUTCHours(h, m, s);
  return `${moment.toISOString().slice(0, usualTimestamp)}${fraction}`;
}

const booleans = /^[ \t\n\v\f\r]*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)[ \t\n\v\f\r]*$/i;

const boolean: ValueRule = (value) => (booleans.test(value) ? value : notABoolean);
