/** Numbers, money and plurals as pages write them. */
import { formatCompactMoney, formatMoney } from '../../../web/src/format/money.ts';
import {
  formatCompact,
  formatCount,
  formatDecimal,
  formatFeatureValue,
  formatInterval,
  formatPercent,
  formatPercentTick,
  formatSigned,
  formatTick,
  isInside,
} from '../../../web/src/format/numbers.ts';
import { formatPlural } from '../../../web/src/format/plurals.ts';
import { distributionTexts } from '../../../web/src/texts/portfolio/distribution.ts';
import { segmentTexts } from '../../../web/src/texts/portfolio/segments.ts';

test('money has its currency in front, and stays in one line', () => {
  expect(formatMoney(1234567.4, 'EUR')).toBe('EUR\u00a01,234,567');
  expect(formatCompactMoney(76_123_456, null)).toBe('76.1m');
  expect(formatMoney(null, 'EUR')).toBe('–');
});

test('a noun follows its number', () => {
  expect([0, 1, 2, 12_345].map((count) => formatPlural(count, 'row'))).toEqual([
    ...['0 rows', '1 row', '2 rows', '12,345 rows'],
  ]);
});

test('an interval is written with its ends, and says what is inside', () => {
  expect(formatInterval([0.0412, 0.0689])).toBe('4.1 to 6.9\u00a0%');
  expect(formatInterval(null)).toBe('–');
  expect([0.04, 0.05, null].map((value) => isInside(value, [0.0412, 0.0689]))).toEqual([false, true, false]);
  expect(isInside(0.05, null)).toBe(false);
});

test('ticks of an axis have no rounded half', () => {
  expect([0.075, 0.1, 0.175].map(formatPercentTick)).toEqual(['7.5\u00a0%', '10\u00a0%', '17.5\u00a0%']);
  expect([0, 0.00075, 0.85, 2.55, -1.5].map(formatTick)).toEqual(['0', '0.00075', '0.85', '2.55', '−1.5']);
});

test('a negative number has the same sign in every format', () => {
  const formats = [
    formatCount,
    formatCompact,
    formatDecimal,
    formatPercent,
    formatPercentTick,
    formatSigned,
    formatTick,
  ];
  for (const format of [...formats, formatFeatureValue]) expect(format(-12)).toMatch(/^\u2212[\d.,]+(\u00a0%)?$/);
  expect(formatFeatureValue('36-60')).toBe('36-60');
});

test('the sentence about bands names those that the filters leave', () => {
  const bands = [
    { band: 'B', share: 0.4, meanPd: 0.05 },
    { band: 'E', share: 0.1, meanPd: 0.53 },
  ];
  expect(distributionTexts.bandsSummary(bands)).toBe(
    '40.0\u00a0% are in band B, the lowest risk here, 10.0\u00a0% in band E, the highest, with a mean PD of 53.0\u00a0%.',
  );
  expect(distributionTexts.bandsSummary(bands.slice(1))).toBe('All are in band E, with a mean PD of 53.0\u00a0%.');
});

test('the name of a segment is quoted once', () => {
  expect(segmentTexts.riskiestSummary('"other"', 0.2)).toContain(' in "other".');
  expect(segmentTexts.riskiestSummary('Unknown', 0.2)).toContain(' in “Unknown”.');
});
