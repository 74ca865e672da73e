/**
 * Rules for delivered dates and timestamps. A date is a day of the lender's calendar; a timestamp is in UTC unless it
 * has an offset.
 */
import type { ValueRule } from './value-rule.ts';

const NOT_A_DATE = { fault: 'not_a_date' } as const;
const NOT_A_TIMESTAMP = { fault: 'not_a_timestamp' } as const;
const OUT_OF_RANGE = { fault: 'out_of_range' } as const;
const IN_FUTURE = { fault: 'in_future' } as const;

/** No date of a living customer is earlier. */
export const EARLIEST_DAY = '1900-01-01';

/**
 * Hours by which the day of a lender can end after the same day in UTC: the widest offset west of Greenwich is UTC−12.
 * An evening there is the next day in UTC.
 */
const WIDEST_OFFSET_HOURS = 12;

/** Widest offset east of Greenwich, UTC+14. */
const WIDEST_EASTERN_OFFSET_HOURS = 14;

const MINUS = 0x2d;
const DIGIT_ZERO = 0x30;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const TIMESTAMP_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;

/** Creates the rule of a date. @param latestDay null where a date may be in the future */
export function createDateRule(earliestDay: string, latestDay: string | null): ValueRule {
  return (value) => {
    const day = value.length === DATE_LENGTH && isDay(value) ? value : readUncommonDate(value);
    if (day === undefined) return NOT_A_DATE;
    if (day < earliestDay) return OUT_OF_RANGE;
    return latestDay !== null && day > latestDay ? IN_FUTURE : day;
  };
}

/** Creates the rule of a timestamp. @param latestDay null where a timestamp may be in the future */
export function createTimestampRule(earliestDay: string, latestDay: string | null): ValueRule {
  const end = latestDay === null ? null : addHours(latestDay, 24 + WIDEST_OFFSET_HOURS);
  return (value) => {
    const timestamp = isCommonTimestamp(value) && isDay(value) ? value : normaliseTimestamp(value);
    if (timestamp === undefined) return NOT_A_TIMESTAMP;
    if (timestamp < earliestDay) return OUT_OF_RANGE;
    return end !== null && timestamp >= end ? IN_FUTURE : timestamp;
  };
}

/** The earliest day that a timestamp of UTC can be for the lender. */
export const toEarliestLocalDay = (timestamp: string): string =>
  addHours(timestamp, -WIDEST_OFFSET_HOURS).slice(0, DATE_LENGTH);

/** A day or timestamp, some hours later, as YYYY-MM-DDTHH:MM:SS. */
function addHours(timestamp: string, hours: number): string {
  const moment = new Date(timestamp.length === DATE_LENGTH ? timestamp : `${timestamp.slice(0, TIMESTAMP_LENGTH)}Z`);
  moment.setUTCHours(moment.getUTCHours() + hours);
  return moment.toISOString().slice(0, TIMESTAMP_LENGTH);
}

/** The number of the two digits at an index, or -1. */
function readTwoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - DIGIT_ZERO;
  const ones = value.charCodeAt(at + 1) - DIGIT_ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether a text begins with a day of the calendar, YYYY-MM-DD. */
function isDay(value: string): boolean {
  if (value.charCodeAt(4) !== MINUS || value.charCodeAt(7) !== MINUS) return false;
  const century = readTwoDigits(value, 0);
  const years = readTwoDigits(value, 2);
  const month = readTwoDigits(value, 5);
  const day = readTwoDigits(value, 8);
  const year = 100 * century + years;
  if (century < 0 || years < 0 || year === 0 || month < 1 || month > 12 || day < 1) return false;
  return day <= (month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number));
}

function isCommonTimestamp(value: string): boolean {
  if (value.length !== TIMESTAMP_LENGTH || value[10] !== 'T' || value[13] !== ':' || value[16] !== ':') return false;
  const hour = readTwoDigits(value, 11);
  const minute = readTwoDigits(value, 14);
  const second = readTwoDigits(value, 17);
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/** A day, year first, of which no reader can mistake the order; a time, with seconds or without; a zone. */
const MOMENT =
  /^(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d))(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;

interface Moment {
  /** YYYY-MM-DD, as it is written. */
  day: string;
  hours: number;
  minutes: number;
  seconds: number;
  /** Digits after the point of the seconds, six at most. */
  fraction: string;
  /** Minutes east of Greenwich; undefined without a zone. */
  offsetMinutes: number | undefined;
}

/** Reads a moment in any accepted form. Undefined when it is none, or no moment of the calendar. */
function readMoment(value: string): Moment | undefined {
  const groups = MOMENT.exec(value);
  if (!groups) return undefined;
  const [, y, , m, d, basicYear, basicMonth, basicDay, hour = '0', minute = '0', second = '0', digits = '', zone] =
    groups;
  const day = `${y ?? basicYear}-${(m ?? basicMonth ?? '').padStart(2, '0')}-${(d ?? basicDay ?? '').padStart(2, '0')}`;
  const moment = { day, hours: Number(hour), minutes: Number(minute), seconds: Number(second) };
  const offsetMinutes = zone === undefined ? undefined : readOffset(zone);
  if (!isDay(day) || !isTimeOfDay(moment, digits) || Number.isNaN(offsetMinutes)) return undefined;
  return { ...moment, fraction: digits.slice(0, 6), offsetMinutes };
}

/** 24:00 is the next day, and second 60 the next minute. */
const isTimeOfDay = ({ hours, minutes, seconds }: Omit<Moment, 'day' | 'fraction' | 'offsetMinutes'>, digits: string) =>
  hours <= 24 &&
  minutes <= 59 &&
  seconds <= 60 &&
  !(hours === 24 && (minutes > 0 || seconds > 0 || Number(digits) > 0));

/** Minutes east of Greenwich; NaN when no place has the offset. */
function readOffset(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  const offset = (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  const isPossible = offset >= -60 * WIDEST_OFFSET_HOURS && offset <= 60 * WIDEST_EASTERN_OFFSET_HOURS;
  return isPossible && Number(minutes) < 60 ? offset : Number.NaN;
}

/**
 * The day of a date with a time. A time of UTC other than midnight is ambiguous: tools write the midnight of their own
 * zone like that, which is another day in UTC.
 */
function readUncommonDate(value: string): string | undefined {
  const moment = readMoment(value);
  if (!moment) return undefined;
  const { day, hours, minutes, seconds, fraction, offsetMinutes } = moment;
  const isMidnight = hours === 0 && minutes === 0 && seconds === 0 && Number(fraction) === 0;
  if (hours === 24 || (offsetMinutes === 0 && !isMidnight)) return undefined;
  return day;
}

/** Any other form of a timestamp in the common one, in UTC. A day alone stays one. */
function normaliseTimestamp(value: string): string | undefined {
  const moment = readMoment(value);
  if (!moment) return undefined;
  const { day, hours, minutes, seconds, fraction, offsetMinutes = 0 } = moment;
  const time = new Date(day);
  time.setUTCHours(hours, minutes - offsetMinutes, seconds);
  const year = time.getUTCFullYear();
  if (year < 1 || year > 9999) return undefined;
  return `${time.toISOString().slice(0, TIMESTAMP_LENGTH)}${fraction === '' ? '' : `.${fraction}`}`;
}
