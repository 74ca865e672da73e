/** Figures as people read them. Numbers come as the API gives them: shares 0..1, money in major units, ISO times. */

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 3 });
const MISSING_TEXT = '–';

type OptionalNumber = number | null | undefined;
const isMissing = (value: OptionalNumber): value is null | undefined =>
  value === null || value === undefined || Number.isNaN(value);

export const formatCount = (value: OptionalNumber) => (isMissing(value) ? MISSING_TEXT : whole.format(value));
export const formatCompact = (value: OptionalNumber) => (isMissing(value) ? MISSING_TEXT : compact.format(value));
export const formatDecimal = (value: OptionalNumber, digits = 3) =>
  isMissing(value) ? MISSING_TEXT : value.toFixed(digits).replace('-', '−');
export const formatPercent = (value: OptionalNumber, digits = 1) =>
  isMissing(value) ? MISSING_TEXT : `${(100 * value).toFixed(digits)} %`;
export const formatSigned = (value: OptionalNumber, digits = 3) =>
  isMissing(value) ? MISSING_TEXT : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

/** A value of a feature: a number without false precision, a word as it is. */
export function formatFeatureValue(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return 'unknown';
  return typeof value === 'number' ? value.toLocaleString('en-GB', { maximumSignificantDigits: 6 }) : value;
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });

/** `1 Oct 2005`, of a date or a time. */
export const formatDate = (iso: string | null | undefined) => (iso ? dayFormat.format(new Date(iso)) : MISSING_TEXT);
/** `1 Oct 2005, 08:21 UTC`. */
export const formatTime = (iso: string | null | undefined) =>
  iso ? `${timeFormat.format(new Date(iso))} UTC` : MISSING_TEXT;
export const formatClockTime = (iso: string) => clockFormat.format(new Date(iso));

export function formatDuration(value: OptionalNumber): string {
  if (isMissing(value)) return MISSING_TEXT;
  if (value < 60) return `${value.toFixed(value < 10 ? 1 : 0)} s`;
  if (value < 3600) return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
  return `${Math.floor(value / 3600)} h ${Math.round((value % 3600) / 60)} min`;
}

export function formatAge(value: OptionalNumber): string {
  if (isMissing(value)) return MISSING_TEXT;
  if (value < 1) return `${Math.round(value * 60)} min`;
  return value < 48 ? `${value.toFixed(1)} h` : `${(value / 24).toFixed(1)} d`;
}

export function formatBytes(value: OptionalNumber): string {
  if (isMissing(value)) return MISSING_TEXT;
  if (value < 1024) return `${value} B`;
  return value < 1024 ** 2 ? `${(value / 1024).toFixed(0)} KiB` : `${(value / 1024 ** 2).toFixed(1)} MiB`;
}
