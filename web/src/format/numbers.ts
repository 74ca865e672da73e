/** Formats numbers of API responses for the screen. Shares are 0 to 1, money is in major units. */

/** Stands for a value that is missing. */
export const MISSING_TEXT = '–';

export type OptionalNumber = number | null | undefined;

const wholeFormat = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const compactFormat = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 3 });
const MINUS = '−';
/** More would show how a computer stores 0.1. */
const EXACT_DIGITS = 15;

/** The sign of a number as all formats write it; Intl and toFixed write a hyphen. */
const writeMinus = (text: string): string => text.replace('-', MINUS);

export function isMissing(value: OptionalNumber): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

/** `12,345` */
export function formatCount(value: OptionalNumber): string {
  return isMissing(value) ? MISSING_TEXT : writeMinus(wholeFormat.format(value));
}

/** `12.3K` */
export function formatCompact(value: OptionalNumber): string {
  return isMissing(value) ? MISSING_TEXT : writeMinus(compactFormat.format(value));
}

/** `0.781` */
export function formatDecimal(value: OptionalNumber, digits = 3): string {
  return isMissing(value) ? MISSING_TEXT : writeMinus(value.toFixed(digits));
}

/** `0.123` → `12.3 %` */
export function formatPercent(share: OptionalNumber, digits = 1): string {
  return isMissing(share) ? MISSING_TEXT : `${writeMinus((100 * share).toFixed(digits))}\u00a0%`; // a space that does not break
}

/** A share at the tick of an axis: `5 %`, `7.5 %`, without a zero after the point. */
export function formatPercentTick(share: number): string {
  return `${writeMinus(String(Number((100 * share).toFixed(1))))}\u00a0%`;
}

/** `0.1535` → `15.35 %`, with all its digits: a bound of a policy is read as it is applied. */
export function formatExactPercent(share: number): string {
  return `${formatExact(Number((100 * share).toPrecision(EXACT_DIGITS)))}\u00a0%`;
}

/** A number with all its digits, such as `1,234.5678`. */
export function formatExact(value: number): string {
  return writeMinus(value.toLocaleString('en-GB', { maximumSignificantDigits: EXACT_DIGITS }));
}

/** A number at the tick of an axis: three significant digits, so that neighbours differ, and no zeros at the end. */
export function formatTick(value: number): string {
  return writeMinus(String(Number(value.toPrecision(3))));
}

/** `+0.123`, also with a sign where the value is positive. */
export function formatSigned(value: OptionalNumber, digits = 3): string {
  return isMissing(value) ? MISSING_TEXT : `${value < 0 ? MINUS : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** Bytes as `123 B`, `45 KiB` or `6.7 MiB`. */
export function formatBytes(value: OptionalNumber): string {
  if (isMissing(value)) return MISSING_TEXT;
  if (value < 1024) return `${value} B`;
  return value < 1024 ** 2 ? `${(value / 1024).toFixed(0)} KiB` : `${(value / 1024 ** 2).toFixed(1)} MiB`;
}

/** A number with at most six significant digits; a category as it is. */
export function formatFeatureValue(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return 'unknown';
  return typeof value === 'number' ? writeMinus(value.toLocaleString('en-GB', { maximumSignificantDigits: 6 })) : value;
}

/** Low and high of an interval, as the API client types it. */
export type Interval = readonly number[];

/** `4.1 to 6.9 %`, from shares. */
export function formatInterval(interval: Interval | null, digits = 1): string {
  if (!interval) return MISSING_TEXT;
  const [low = Number.NaN, high = Number.NaN] = interval;
  return `${writeMinus((100 * low).toFixed(digits))} to ${formatPercent(high, digits)}`;
}

/** The exact ends of an interval for a CSV, as `0.0412 to 0.0689`. */
export function writeInterval(interval: Interval | null): string | null {
  return interval?.join(' to ') ?? null;
}

export function isInside(value: OptionalNumber, interval: Interval | null): boolean {
  const [low = Number.POSITIVE_INFINITY, high = Number.NEGATIVE_INFINITY] = interval ?? [];
  return !isMissing(value) && value >= low && value <= high;
}
