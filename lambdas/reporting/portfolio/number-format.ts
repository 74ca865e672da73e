/** How figures are written in the report. Missing ones are a dash, never a zero. */

const NONE = '–';
type Figure = number | null | undefined;

const numbers = (options: Intl.NumberFormatOptions) => {
  const format = new Intl.NumberFormat('en-GB', options);
  return (value: Figure): string => (value === null || value === undefined ? NONE : format.format(value));
};

/** `1,234`. */
export const formatCount = numbers({ maximumFractionDigits: 0 });
/** Money in major units, `1,234,567`; the deployment has one currency. */
export const formatMoney = numbers({ maximumFractionDigits: 0 });
/** A share 0 to 1 as `12.3 %`. */
export const formatPercent = (value: Figure): string =>
  value === null || value === undefined ? NONE : `${(100 * value).toFixed(1)} %`;
/** `0.783`. */
export const decimals =
  (digits: number) =>
  (value: Figure): string =>
    value === null || value === undefined ? NONE : value.toFixed(digits);

/** A change since the period before: `+4.2 %` of it; nothing where there is none before. */
export function formatChange(now: Figure, before: Figure): string {
  if (now === null || now === undefined || !before) return '';
  const share = (now - before) / before;
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)} %`;
}
