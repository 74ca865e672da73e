/** Formats figures in reports and messages, as the dashboard does. An unknown figure is a dash, never a zero. */

const UNKNOWN = '–';
type Figure = number | null | undefined;

const integers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** For example `1,234`. */
export const formatCount = (value: Figure): string => formatKnown(value, (known) => integers.format(known));

/** For example `1 row` and `2,000 rows`. The plural is the singular with an s where it is not given. */
export const formatCountOf = (value: number, singular: string, plural = `${singular}s`): string =>
  `${formatCount(value)} ${value === 1 ? singular : plural}`;

/** Money in major units, for example `EUR 1,234,567`; without its currency where that is not known. */
export const formatMoney = (value: Figure, currency: string | null): string =>
  formatKnown(value, (known) => `${currency ? `${currency}\u00a0` : ''}${integers.format(known)}`); // does not break

/** A share of 0 to 1 as percent, for example `12.3 %`. */
export const formatPercent = (value: Figure): string => formatKnown(value, (known) => `${(100 * known).toFixed(1)} %`);

/** For example `0.783` with three digits. */
export const formatDecimals = (value: Figure, digits: number): string =>
  formatKnown(value, (known) => known.toFixed(digits).replace('-', '−'));

function formatKnown(value: Figure, format: (known: number) => string): string {
  return value === null || value === undefined ? UNKNOWN : format(value);
}

/** The relative change since an earlier period, for example `+4.2 %`; empty where a figure is unknown or was 0. */
export function formatChange(now: Figure, before: Figure): string {
  if (now === null || now === undefined || !before) return '';
  const share = (now - before) / before;
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)} %`;
}
