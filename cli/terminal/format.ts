/**
 * How figures look in the terminal: as in the dashboard, whose formats these are. Days that a command takes, such as
 * as-of dates, stay YYYY-MM-DD, so that they can be typed again.
 */
export {
  formatBytes,
  formatCount,
  formatDecimal,
  formatFeatureValue,
  formatPercent,
  formatSigned,
} from '../../web/src/format/numbers.ts';
export { formatPlural } from '../../web/src/format/plurals.ts';
export { formatAge, formatDuration, formatTime } from '../../web/src/format/times.ts';
export { formatAlgorithm } from '../../web/src/texts/codes.ts';
