/** The forms of a decimal number, and that a long text that is none is refused in linear time. */
import { expect, test } from '@jest/globals';
import { DECIMAL_NUMBER, DECIMAL_NUMBER_GROUPS } from '../../../lambdas/shared/csv/decimal-number.ts';

const FORMS = [DECIMAL_NUMBER, DECIMAL_NUMBER_GROUPS];

test.each(['5', '-0.5', '+.5', '5.', '1e-3', '0.', '10.25E+2'])('%s is a number', (text) => {
  for (const form of FORMS) expect(form.test(text)).toBe(true);
});

test.each(['', '.', '-', '1.2.3', '1e', 'e5', '1 ', '1x', '٣', '0x1', 'NaN'])('"%s" is none', (text) => {
  for (const form of FORMS) expect(form.test(text)).toBe(false);
});

test('the groups are sign, whole, decimals, leading decimals and exponent', () => {
  expect(DECIMAL_NUMBER_GROUPS.exec('-12.30e4')?.slice(1)).toEqual(['-', '12', '30', undefined, '4']);
  expect(DECIMAL_NUMBER_GROUPS.exec('12')?.slice(1)).toEqual(['', '12', undefined, undefined, undefined]);
  expect(DECIMAL_NUMBER_GROUPS.exec('.5')?.slice(1)).toEqual(['', undefined, undefined, '5', undefined]);
});

test('60,000 digits and a letter take milliseconds', () => {
  const startedAt = performance.now();
  for (const form of FORMS) expect(form.test(`${'9'.repeat(60_000)}x`)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
