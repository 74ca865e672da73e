/** Rules for delivered integers and decimals: forms that tools write, ranges, and the rounding of the database. */
import { DECIMAL_NUMBER_GROUPS } from '../csv/decimal-number.ts';
import type { ValueRule } from './value-rule.ts';

const TOO_LONG = { fault: 'too_long' } as const;
const NOT_AN_INTEGER = { fault: 'not_an_integer' } as const;
const NOT_A_NUMBER = { fault: 'not_a_number' } as const;
const OUT_OF_RANGE = { fault: 'out_of_range' } as const;

/** Longest number: computing with the 60,000 digits that a line can hold takes milliseconds a value. */
const MAX_NUMBER_LENGTH = 1000;

const MINUS = 0x2d;
const POINT = 0x2e;
const DIGIT_ZERO = 0x30;
const isDigit = (code: number): boolean => code >= DIGIT_ZERO && code <= DIGIT_ZERO + 9;

/** Creates the rule of an integer. Accepts 2.0 and 2e0 too: tools write integers of a column with gaps like this. */
export function createIntegerRule(lowest: number, highest: number): ValueRule {
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

function checkUncommonInteger(value: string, lowest: number, highest: number): ReturnType<ValueRule> {
  if (value.length > MAX_NUMBER_LENGTH) return TOO_LONG;
  const number = parseDecimal(value);
  const whole = number && toWhole(number);
  if (whole === undefined) return NOT_AN_INTEGER;
  return whole < BigInt(lowest) || whole > BigInt(highest) ? OUT_OF_RANGE : String(whole);
}

/** The integer that a decimal is; undefined when it has a fraction. */
function toWhole({ digits, exponent }: Decimal): bigint | undefined {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const unit = 10n ** BigInt(-exponent);
  return digits % unit === 0n ? digits / unit : undefined;
}

/**
 * Creates the rule of a decimal. NaN and infinities are invalid. `lowest` is a whole number, and `highest` has at most
 * `places` decimals.
 */
export function createDecimalRule(lowest: number, highest: number, places: number): ValueRule {
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
function checkUncommonDecimal(value: string, lowest: number, highest: number, places: number): ReturnType<ValueRule> {
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
