/**
 * Rules for delivered values, by column type. A rule returns the text that the database reads as that type, or the
 * fault. A file has tens of millions of values: common forms are checked by character code, any other form exactly.
 */
import { DECIMAL_NUMBER_GROUPS } from '../../shared/csv/decimal-number.ts';
import { isTooLong } from '../../shared/landing/delivery-limits.ts';
import type { ContractColumn } from '../../shared/landing/table-contract.ts';

/** Why a value is invalid. The rejected row's reason is `<fault>:<column>`. */
interface Fault {
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

/** The rule of a column. The value must not be empty. */
export type ValueRule = (value: string) => string | Fault;

const TOO_LONG: Fault = { fault: 'too_long' };
const NOT_A_DATE: Fault = { fault: 'not_a_date' };
const NOT_A_TIMESTAMP: Fault = { fault: 'not_a_timestamp' };
const NOT_AN_INTEGER: Fault = { fault: 'not_an_integer' };
const NOT_A_NUMBER: Fault = { fault: 'not_a_number' };
const NOT_A_BOOLEAN: Fault = { fault: 'not_a_boolean' };
const NOT_ALLOWED: Fault = { fault: 'not_allowed' };
const OUT_OF_RANGE: Fault = { fault: 'out_of_range' };
const IN_FUTURE: Fault = { fault: 'in_future' };

/** Longest number: computing with the 60,000 digits that a line can hold takes milliseconds a value. */
const MAX_NUMBER_LENGTH = 1000;

/** Digits that the database stores after the point. */
const DECIMAL_PLACES = { money: 2, rate: 6 } as const;

/** Creates the rule of a column. A date after `asOf`, the delivery's as-of date, is invalid. */
export function createValueRule(column: ContractColumn, asOf: string): ValueRule {
  const latestDay = column.mayBeFuture ? Number.POSITIVE_INFINITY : toDayNumber(asOf);
  const [lowest, highest] = column.range ?? [0, 0];
  switch (column.type) {
    case 'text':
      return column.allowedValues ? createAllowedValueRule(column.allowedValues) : checkText;
    case 'integer':
      return createIntegerRule(lowest, highest);
    case 'money':
    case 'rate':
      return createDecimalRule(lowest, highest, DECIMAL_PLACES[column.type]);
    case 'date':
      return createDateRule(latestDay);
    case 'timestamp':
      return createTimestampRule(latestDay);
    case 'boolean':
      return checkBoolean;
  }
}

const checkText: ValueRule = (value) => (isTooLong(value) ? TOO_LONG : value);

const createAllowedValueRule =
  (allowedValues: readonly string[]): ValueRule =>
  (value) =>
    allowedValues.includes(value) ? value : NOT_ALLOWED;

const MINUS = 0x2d;
const POINT = 0x2e;
const DIGIT_ZERO = 0x30;
const isDigit = (code: number): boolean => code >= DIGIT_ZERO && code <= DIGIT_ZERO + 9;

/** Accepts 2.0 too: tools write integers of a column with gaps like this. */
function createIntegerRule(lowest: number, highest: number): ValueRule {
  return (value) => {
    const { length } = value;
    const start = value.charCodeAt(0) === MINUS ? 1 : 0;
    let whole = 0;
    let at = start;
    while (at < length && isDigit(value.charCodeAt(at))) whole = 10 * whole + value.charCodeAt(at++) - DIGIT_ZERO;
    if (at < length || at === start || length > 15) return checkUncommonInteger(value, lowest, highest);
    const number = start === 1 ? -whole : whole;
    return number < lowest || number > highest ? OUT_OF_RANGE : value;
  };
}

function checkUncommonInteger(value: string, lowest: number, highest: number): string | Fault {
  if (value.length > MAX_NUMBER_LENGTH) return TOO_LONG;
  const [, sign = '', digits] = /^([+-]?)(\d+)(?:\.0*)?$/.exec(value) ?? [];
  if (digits === undefined) return NOT_AN_INTEGER;
  const number = BigInt(digits) * (sign === '-' ? -1n : 1n);
  return number < BigInt(lowest) || number > BigInt(highest) ? OUT_OF_RANGE : String(number);
}

/** NaN and infinities are invalid. `lowest` is a whole number, and `highest` has at most `places` decimals. */
function createDecimalRule(lowest: number, highest: number, places: number): ValueRule {
  // A number with at most this many digits before the point cannot exceed `highest`.
  const wholeDigits = Math.floor(Math.log10(highest + 10 ** -places));
  return (value) => {
    const { length } = value;
    const start = value.charCodeAt(0) === MINUS && lowest < 0 ? 1 : 0;
    let at = start;
    while (at < length && isDigit(value.charCodeAt(at))) at += 1;
    const whole = at - start;
    let fraction = 0;
    if (at < length && value.charCodeAt(at) === POINT) {
      at += 1;
      const from = at;
      while (at < length && isDigit(value.charCodeAt(at))) at += 1;
      fraction = at - from;
    }
    const isCommon = at === length && whole > 0 && whole <= wholeDigits && fraction <= places;
    return isCommon ? value : checkUncommonDecimal(value, lowest, highest, places);
  };
}

/** Compares exactly, and rounds as the database does: half away from zero. */
function checkUncommonDecimal(value: string, lowest: number, highest: number, places: number): string | Fault {
  if (value.length > MAX_NUMBER_LENGTH) return TOO_LONG;
  const number = parseDecimal(value);
  if (!number) return NOT_A_NUMBER;
  if (isLess(number, toDecimal(lowest)) || isLess(toDecimal(highest), number)) return OUT_OF_RANGE;
  const shift = number.exponent + places;
  if (shift >= 0) return String(number.digits * 10n ** BigInt(shift)).concat(`e-${places}`);
  const unit = 10n ** BigInt(-shift);
  const half = number.digits < 0n ? -unit / 2n : unit / 2n;
  return `${(number.digits + half) / unit}e-${places}`;
}

/** The exact number `digits` × 10^`exponent`. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

function parseDecimal(value: string): Decimal | undefined {
  const groups = DECIMAL_NUMBER_GROUPS.exec(value);
  if (!groups) return undefined;
  const [, sign = '', whole = '', decimals = '', leadingDecimals = '', exponent = '0'] = groups;
  const fraction = decimals + leadingDecimals;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return { digits, exponent: Number(exponent) - fraction.length };
}

const toDecimal = (number: number): Decimal => parseDecimal(String(number)) as Decimal;

function isLess(a: Decimal, b: Decimal): boolean {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (decimal: Decimal) => decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
  return scale(a) < scale(b);
}

/** The number of the two digits at an index, or -1. */
function readTwoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - DIGIT_ZERO;
  const ones = value.charCodeAt(at + 1) - DIGIT_ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The day at the beginning of a text as the number YYYYMMDD; NaN when there is no such day. */
function toDayNumber(value: string): number {
  if (value.charCodeAt(4) !== MINUS || value.charCodeAt(7) !== MINUS) return Number.NaN;
  const century = readTwoDigits(value, 0);
  const years = readTwoDigits(value, 2);
  const month = readTwoDigits(value, 5);
  const day = readTwoDigits(value, 8);
  const year = 100 * century + years;
  if (century < 0 || years < 0 || year === 0 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const days = month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number);
  return day > days ? Number.NaN : 10_000 * year + 100 * month + day;
}

/** 1900-01-01 as YYYYMMDD. */
const EARLIEST_DAY = 19_000_101;

function createDateRule(latestDay: number): ValueRule {
  return (value) => {
    const day = value.length === 10 ? toDayNumber(value) : Number.NaN;
    if (Number.isNaN(day)) return NOT_A_DATE;
    if (day < EARLIEST_DAY) return OUT_OF_RANGE;
    return day > latestDay ? IN_FUTURE : value;
  };
}

const TIMESTAMP_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;

/** Timestamps are in UTC. Any other time zone is invalid. */
function createTimestampRule(latestDay: number): ValueRule {
  return (value) => {
    const timestamp = isCommonTimestamp(value) ? value : normaliseTimestamp(value);
    const day = timestamp === undefined ? Number.NaN : toDayNumber(timestamp);
    if (timestamp === undefined || Number.isNaN(day)) return NOT_A_TIMESTAMP;
    if (day < EARLIEST_DAY) return OUT_OF_RANGE;
    return day > latestDay ? IN_FUTURE : timestamp;
  };
}

function isCommonTimestamp(value: string): boolean {
  if (value.length !== TIMESTAMP_LENGTH || value[10] !== 'T' || value[13] !== ':' || value[16] !== ':') return false;
  const hour = readTwoDigits(value, 11);
  const minute = readTwoDigits(value, 14);
  const second = readTwoDigits(value, 17);
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/** Any other form in the common one. 24:00 becomes the next day, and second 60 the next minute. */
function normaliseTimestamp(value: string): string | undefined {
  const form = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?(?:Z|\+00(?::?00)?)?)?$/;
  const [matched, year, month, day, hour = 0, minute = 0, second = 0, fraction = ''] = form.exec(value) ?? [];
  if (matched === undefined || Number.isNaN(toDayNumber(value))) return undefined;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 24 || m > 59 || s > 60 || (h === 24 && (m > 0 || s > 0 || Number(`0${fraction}`) > 0))) return undefined;
  if (matched.length === 10) return value;
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  moment.setUTCHours(h, m, s);
  return `${moment.toISOString().slice(0, TIMESTAMP_LENGTH)}${fraction}`;
}

const BOOLEANS = /^[ \t\n\v\f\r]*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)[ \t\n\v\f\r]*$/i;

const checkBoolean: ValueRule = (value) => (BOOLEANS.test(value) ? value : NOT_A_BOOLEAN);
