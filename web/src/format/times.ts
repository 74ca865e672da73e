/** Formats dates, times and durations of API responses for the screen. Times are UTC. */
import { isMissing, MISSING_TEXT, type OptionalNumber } from './numbers.ts';
import { formatPlural } from './plurals.ts';

const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });

/** `1 Oct 2005`, from an ISO date or time. */
export function formatDate(iso: string | null | undefined): string {
  return iso ? dateFormat.format(new Date(iso)) : MISSING_TEXT;
}

/** `2005-10` → `Oct 2005` */
export function formatMonth(month: string): string {
  return monthFormat.format(new Date(`${month}-01`));
}

/** `1 Oct 2005, 08:21 UTC` */
export function formatTime(iso: string | null | undefined): string {
  return iso ? `${timeFormat.format(new Date(iso))} UTC` : MISSING_TEXT;
}

/** `08:21:30` */
export function formatClockTime(iso: string): string {
  return clockFormat.format(new Date(iso));
}

/** Seconds as `4.2 s`, `3 min 20 s` or `1 h 5 min`. */
export function formatDuration(seconds: OptionalNumber): string {
  if (isMissing(seconds)) return MISSING_TEXT;
  const wholeSeconds = Math.round(seconds);
  if (wholeSeconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (wholeSeconds < 3600) return `${Math.floor(wholeSeconds / 60)} min ${wholeSeconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const HOURS_PER_DAY = 24;
const DAYS_PER_MONTH = 30.44;
const DAYS_PER_YEAR = 365.25;

/** Hours as `less than 1 hour`, `6 hours`, `12 days`, `14 months` or `21 years`: nobody acts on more than that. */
export function formatAge(hours: OptionalNumber): string {
  if (isMissing(hours)) return MISSING_TEXT;
  if (hours < 1) return 'less than 1 hour';
  const days = hours / HOURS_PER_DAY;
  if (days < 2) return formatPlural(Math.floor(hours), 'hour');
  if (days < 2 * DAYS_PER_MONTH) return formatPlural(Math.floor(days), 'day');
  if (days < 2 * DAYS_PER_YEAR) return formatPlural(Math.floor(days / DAYS_PER_MONTH), 'month');
  return formatPlural(Math.floor(days / DAYS_PER_YEAR), 'year');
}

/** `Jul 2005 to Sep 2005`, or `Jul 2005` for a single month. */
export function formatMonths(from: string, to: string): string {
  return from === to ? formatMonth(from) : `${formatMonth(from)} to ${formatMonth(to)}`;
}
