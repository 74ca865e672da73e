/** The retention schedule covers every table that can hold a person, and names settings that exist. */
import { expect, test } from '@jest/globals';
import file from '../../../config/retention.json' with { type: 'json' };
import { TABLE_PLACES } from '../../../lambdas/shared/privacy/table-places.ts';
import { hashSchedule, RETENTION_SCHEDULE, RetentionSchedule } from '../../../lambdas/shared/retention/schedule.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';

const { rules, expired_elsewhere, kept } = RETENTION_SCHEDULE;

test('every table of the register of places has a rule, or goes with one, or another mechanism deletes it, or it says why not', () => {
  const covered = rules.flatMap(({ place, includes }) => [place.replace('.sample_keys', ''), ...includes]);
  const elsewhere = [...expired_elsewhere, ...kept].flatMap(({ place }) => place.split(/[,:] ?/));
  const left = TABLE_PLACES.map(({ table }) => table).filter((table) => ![...covered, ...elsewhere].includes(table));
  expect(left).toEqual([]);
});

test('a rule names where it counts from, why and the law', () => {
  for (const { place, counted_from, why, source } of rules) {
    expect([place, counted_from.length > 3, why.length > 20, /CFR|GDPR|Regulation|Directive/.test(source)]).toEqual([
      ...[place, true, true, true],
    ]);
  }
});

test.each(expired_elsewhere.map(({ place, setting }) => [place, setting]))('%s expires by %s', (_, setting) => {
  const value = setting
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], loadEnvironmentConfig('prod'));
  expect(value).toEqual(expect.any(Number));
});

const change = (place: string, changed: object) => ({
  ...file,
  rules: file.rules.map((rule) => (rule.place === place ? { ...rule, ...changed } : rule)),
});

test.each([
  ['a week', change('staging.rejected_rows', { days: 7 })],
  ['half a year of evidence', change('predictions.risk_scores', { days: 180 })],
  ['half a year of what decisions are explained with', change('staging.transactions', { days: 180 })],
  ['part of a day', change('staging.rejected_rows', { days: 90.5 })],
  ['no law', change('staging.rejected_rows', { source: '' })],
  ['an unknown place', change('staging.rejected_rows', { place: 'staging.loads' })],
  ['a missing place', { ...file, rules: file.rules.slice(1) }],
  ['another order', { ...file, rules: file.rules.toReversed() }],
])('a schedule with %s does not build', (_, schedule) => {
  expect(RetentionSchedule.safeParse(schedule).success).toBe(false);
});

test('a report names the schedule by what it deletes, and not by its words', () => {
  const hash = hashSchedule(RETENTION_SCHEDULE);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const reworded = RetentionSchedule.parse(change('staging.rejected_rows', { why: 'Other words of the same rule.' }));
  expect(hashSchedule(reworded)).toBe(hash);
  const shorter = RetentionSchedule.parse(change('staging.rejected_rows', { days: 60 }));
  expect(hashSchedule(shorter)).not.toBe(hash);
});
