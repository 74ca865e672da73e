/**
 * How figures look in the terminal: as in the dashboard, whose formats these are. Days that a command takes, such as
 * as-of dates, stay YYYY-MM-DD, so that they can be typed again.
 */
import { formatMoney as formatMoneyOfPage } from '../../web/src/format/money.ts';
import { formatPercent as formatPercentOfPage, type OptionalNumber } from '../../web/src/format/numbers.ts';

export {
  formatBytes,
  formatCount,
  formatDecimal,
  formatFeatureValue,
  formatSigned,
} from '../../web/src/format/numbers.ts';
export { formatPlural } from '../../web/src/format/plurals.ts';
export { formatAge, formatDuration, formatTime } from '../../web/src/format/times.ts';
export { formatAlgorithm } from '../../web/src/texts/codes.ts';

/** `EUR 12,345`, from an amount in major units and an ISO 4217 code; `12,345` without one. */
export const formatMoney = (amount: OptionalNumber, currency: string | null): string =>
  formatMoneyOfPage(amount, currency).replace('\u00a0', ' ');

/** `0.123` → `12.3 %`, with a space that a person can search for. */
export const formatPercent = (share: OptionalNumber, digits?: number): string =>
  formatPercentOfPage(share, digits).replace('\u00a0', ' ');
