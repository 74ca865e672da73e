/** The checks of delivered values find the same faults as their first and slower wording in migration 0010. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type MigratedDatabase, startMigratedDatabase } from '../support/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
  const wording = readFileSync(new URL('../../sql/migrations/0010_staging_checks.sql', import.meta.url), 'utf8');
  await db.superuser.query(`create schema first_wording; ${wording.replaceAll('staging.', 'first_wording.')}`);
});
afterAll(() => db.stop());

const numbers =
  '0 5 -5 +5 5. 5.0 5.00 .5 -.5 5- - . -. 1e5 1E-3 1e999 NaN Infinity 1_000 0x10 5.123 99999999999 999999999999.99 ' +
  '999999999999.995 9999999999999 2147483648 -2147483648 12345678901234567890 --5 5-5 1.2.3 ٣';
const times =
  '2025-01-01 2025-02-31 2025-1-01 2025-01-1 1875-01-01 2099-01-01 2025-01-01T10:00:00 2025-01-01T10:00 20250101 ' +
  '2025-01-01T10:00:00Z 2025-01-01T10:00:00+00:00 2025-01-01T10:00:00+02:00 2025-01-01T25:00:00 2025-01-01T10:00:60 ' +
  '2025-01-01T24:00:00 2025-01-01T10:00:00.123 2025-Jan-1 -025-01-01 2025-01--1 2025-0١-01 T025-01-01 2026-01-02 ' +
  '2026-01-01T23:59:59 2026-01-02T00:00:00';
const spaced = ['', ' ', ' 5', '5 ', '2025-01-01 10:00:00', '2025-01-01T10:00:0 ', '2025-01-01T 9:00:00'];
const values = [null, ...numbers.split(' '), ...times.split(' '), ...spaced];

test.each([
  ['date_fault', "date '2026-01-01'"],
  ['timestamp_fault', "date '2026-01-01'"],
  ['integer_fault', '0, 1000'],
  ['integer_fault', '-2, 1200'],
  ['number_fault', '0, 999999999999.99'],
  ['number_fault', '-999999999999.99, 999999999999.99'],
])('%s(…, %s)', async (name, bounds) => {
  const faults = async (schema: string) => {
    const statement = `select value, ${schema}.${name}('it', value, ${bounds}) as fault from unnest($1::text[]) value`;
    return (await db.superuser.query(statement, [values])).rows;
  };
  expect(await faults('staging')).toEqual(await faults('first_wording'));
});
