/** A day without a publication is late from an hour on. */
import { expect, test } from '@jest/globals';
import { assessPublication } from '../../../lambdas/monitoring/alerts/watch-publication.ts';

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const yesterday = new Date('2026-03-01T03:00:00Z');
const today = new Date('2026-03-02T03:00:00Z');

test.each([
  ['before it is due', at('05:59'), yesterday, false],
  ['from the hour on', at('06:00'), yesterday, true],
  ['late in the day', at('23:59'), yesterday, true],
  ['after it came', at('06:00'), today, false],
  ['when it came at midnight', at('12:00'), new Date('2026-03-02T00:00:00Z'), false],
])('%s', (_, now, published, overdue) => {
  expect(assessPublication(now, published, 6).overdue).toBe(overdue);
});

test('gives the age in hours, and null before the first publication', () => {
  expect(assessPublication(at('06:30'), today, 6).age_hours).toBe(3.5);
  expect(assessPublication(at('12:00'), undefined, 6)).toEqual({ age_hours: null, overdue: false });
});
