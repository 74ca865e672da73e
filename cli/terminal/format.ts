/**
 * How figures look in the terminal: as in the dashboard, whose formats these are. Days that a command takes, such as
 * as-of dates, stay YYYY-MM-DD, so that they can be typed again.
 */
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

/** `0.123` → `12.3 %`, with a space that a person can search for. */
export const formatPercent = (share: OptionalNumber, digits?: number): string =>
  formatPercentOfPage(share, digits).replace('\u00a0', ' ');
