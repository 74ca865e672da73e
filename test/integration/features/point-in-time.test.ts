/** Property test: records of a later time never change a feature, for any history and any later delivery. */
import fc from 'fast-check';
import { emptyDatabase } from '../../../testing/database/empty-database.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import {
  buildSourceColumns,
  insertRows,
  openTestRun,
  publishTestRun,
  type Row,
} from '../../../testing/database/rows.ts';
import { buildFeatures, readBuiltRows } from '../../../testing/workflows/build-features.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

const APPLIED_AT = '2024-06-15 10:00:00';
const at = (day: number): string => new Date(Date.UTC(2024, 5, 15) + day * 86_400_000).toISOString().slice(0, 10);

const money = fc.integer({ min: -5_000_00, max: 50_000_00 }).map((cents) => cents / 100);
const unknownOr = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 5 });

/** Days relative to the day of the application; a statement of that day comes before 10 o'clock. */
const statements = (min: number, max: number) =>
  fc.uniqueArray(
    fc.record({
      day: fc.integer({ min, max }),
      credit_limit: unknownOr(money.map(Math.abs)),
      balance: unknownOr(money),
      payment_due: unknownOr(money.map(Math.abs)),
      payment_made: unknownOr(money.map(Math.abs)),
      months_past_due: unknownOr(fc.integer({ min: -2, max: 9 })),
      credit_score: unknownOr(fc.integer({ min: 300, max: 850 })),
    }),
    { selector: ({ day }) => day, maxLength: 9 },
  );

const movements = (min: number, max: number) =>
  fc.array(
    fc.record({
      day: fc.integer({ min, max }),
      amount: money,
      kind: fc.constantFrom('salary', 'cash', 'card', null),
      balance_after: unknownOr(money),
    }),
    { maxLength: 12 },
  );

const statementRows = (list: { day: number }[]): Row[] =>
  list.map(({ day, ...fields }) => ({ customer_id: 'c1', as_of: at(day), ...fields, ...buildSourceColumns(1) }));
const movementRows = (list: { day: number }[], prefix: string): Row[] =>
  list.map(({ day, ...fields }, n) => ({
    customer_id: 'c1',
    transaction_id: `${prefix}${n}`,
    booked_at: `${at(day)} ${prefix === 'later' ? '10:00:00' : '09:59:59'}`,
    ...fields,
    ...buildSourceColumns(1),
  }));
const customerRow = (valid_from: string, annual_income: number): Row => ({
  customer_id: 'c1',
  valid_from,
  annual_income,
  birth_date: '1990-01-01',
  sex: annual_income > 1 ? 'f' : 'm',
  attributes: { segment: `of ${annual_income}` },
  ...buildSourceColumns(1),
});
const applicationRow = (valid_from: string, amount: number): Row => ({
  application_id: 'a1',
  valid_from,
  customer_id: 'c1',
  applied_at: APPLIED_AT,
  amount,
  attributes: { grade: `of ${amount}` },
  status: 'closed',
  defaulted: amount > 1,
  outcome_date: '2024-12-31',
  ...buildSourceColumns(1),
});

const DECLARED: Row[] = [
  { table_name: 'customers', name: 'segment', type: 'category', use: 'model', ...ofRun1() },
  { table_name: 'loan_applications', name: 'grade', type: 'category', use: 'model', ...ofRun1() },
];
function ofRun1(): Row {
  return { run_id: buildSourceColumns(1).run_id, declared_at: '2024-01-01' };
}

test('adding later records never changes a feature', async () => {
  await fc.assert(
    fc.asyncProperty(
      statements(-400, 0),
      movements(-250, 0),
      statements(1, 300),
      movements(0, 100),
      fc.boolean(),
      async (earlier, before, later, after, isKnownBefore) => {
        await emptyDatabase(db.superuser);
        await insertRows(db.superuser, 'staging.attributes', DECLARED);
        await insertRows(db.superuser, 'staging.customers', [customerRow(isKnownBefore ? at(-30) : at(20), 30_000)]);
        await insertRows(db.superuser, 'staging.loan_applications', [applicationRow(at(30), 5000)]);
        await insertRows(db.superuser, 'staging.credit_history', statementRows(earlier));
        await insertRows(db.superuser, 'staging.transactions', movementRows(before, 'earlier'));
        const run = await openTestRun(db.superuser, 1, '2025-12-31');
        await buildFeatures(db, run, 'c1');
        const once = await readBuiltRows(db, 'risk_features', run);
        expect(once).toHaveLength(1);

        await insertRows(db.superuser, 'staging.customers', [customerRow(at(40), 1)]);
        await insertRows(db.superuser, 'staging.loan_applications', [applicationRow(at(400), 1)]);
        await insertRows(db.superuser, 'staging.credit_history', statementRows(later));
        await insertRows(db.superuser, 'staging.transactions', movementRows(after, 'later'));
        await buildFeatures(db, run, 'c1');
        expect(await readBuiltRows(db, 'risk_features', run)).toEqual(once);

        // Full deliveries that no longer have any of it end it, from their day on.
        for (const table of ['customers', 'loan_applications', 'credit_history', 'transactions']) {
          await db.superuser.query(`update staging.${table} set ended_on = $1`, [at(50)]);
        }
        await buildFeatures(db, run, 'c1');
        expect(await readBuiltRows(db, 'risk_features', run)).toEqual(once);

        // Late and corrected records of before the application change nothing once the row is published: it is frozen.
        await publishTestRun(db.superuser, run);
        await insertRows(db.superuser, 'staging.credit_history', statementRows([{ day: -401 }]));
        await insertRows(db.superuser, 'staging.transactions', movementRows([{ day: -1 }], 'late'));
        await db.superuser.query('update staging.credit_history set balance = 9, months_past_due = 9');
        await db.superuser.query("update staging.transactions set amount = 9, kind = 'salary'");
        await buildFeatures(db, await openTestRun(db.superuser, 2, '2026-01-31'), 'c1');
        expect(await readBuiltRows(db, 'risk_features', run)).toEqual(once);
        const { rows } = await db.superuser.query(
          "select run_id from analytics.risk_features where application_id = 'a1'",
        );
        expect(rows).toEqual([{ run_id: run.run_id }]);
      },
    ),
    { numRuns: 15, seed: 7 },
  );
});
