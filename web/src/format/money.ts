/** Formats money of API responses. Amounts are in major units; the currency is an ISO 4217 code, or null where unknown. */
import { formatCompact, formatCount, isMissing, MISSING_TEXT, type OptionalNumber } from './numbers.ts';

/** `EUR 12,345`; `12,345` without a currency. */
export function formatMoney(amount: OptionalNumber, currency: string | null): string {
  return addCurrency(amount, formatCount(amount), currency);
}

/** `EUR 12.3K` */
export function formatCompactMoney(amount: OptionalNumber, currency: string | null): string {
  return addCurrency(amount, formatCompact(amount), currency);
}

function addCurrency(amount: OptionalNumber, text: string, currency: string | null): string {
  if (isMissing(amount)) return MISSING_TEXT;
  return currency ? `${currency}\u00a0${text}` : text; // a space that does not break
}
