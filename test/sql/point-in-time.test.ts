/** Adding later records never changes a feature: for any history, and anything that is delivered afterwards. */
import fc from 'fast-check';
import { buildFeatures, builtRows } from '../support/features.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../support/migrated-database.ts';
import { from, insertRows, openRun, type Row } from '../support/rows.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

const APPLIED_AT = '2024-06-15 10:00:00';
const at = (day: number): string => new Date(Date.UTC(2024, 5, 15) + day * 86_400_000).toISOString().slice(0, 10);

const money = fc.integer({ min: -5_000_00, max: 50_000_00 }).map((cents) => cents / 100);
const unknownOr = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 5 });

/** Days before (negative) or from the day of the application on; a statement of that very day comes before 10 o'clock. */
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
  list.map(({ day, ...fields }) => ({ customer_id: 'c1', as_of: at(day), ...fields, ...from(1) }));
const movementRows = (list: { day: number }[], prefix: string): Row[] =>
  list.map(({ day, ...fields }, n) => ({
    customer_id: 'c1',
    transaction_id: `${prefix}${n}`,
    booked_at: `${at(day)} ${prefix === 'later' ? '10:00:00' : '09:59:59'}`,
    ...fields,
    ...from(1),
  }));
const customerRow = (valid_from: string, annual_income: number): Row => ({
  customer_id: 'c1',
  valid_from,
  annual_income,
  birth_date: '1990-01-01',
  ...from(1),
});
const applicationRow = (valid_from: string, amount: number): Row => ({
  application_id: 'a1',
  valid_from,
  customer_id: 'c1',
  applied_at: APPLIED_AT,
  amount,
  status: 'closed',
  defaulted: amount > 1,
  outcome_date: '2024-12-31',
  ...from(1),
});

test('adding later records never changes a feature', async () => {
  await fc.assert(
    fc.asyncProperty(
      statements(-400, 0),
      movements(-250, 0),
      statements(1, 300),
      movements(0, 100),
      fc.boolean(),
      async (earlier, before, later, after, isKnownBefore) => {
        await db.superuser.query(`truncate staging.customers, staging.loan_applications, staging.credit_history,
          staging.transactions, analytics.runs, analytics.risk_features, analytics.customer_features,
          analytics.publications, analytics.quality_results`);
        await insertRows(db.superuser, 'staging.customers', [customerRow(isKnownBefore ? at(-30) : at(20), 30_000)]);
        await insertRows(db.superuser, 'staging.loan_applications', [applicationRow(at(30), 5000)]);
        await insertRows(db.superuser, 'staging.credit_history', statementRows(earlier));
        await insertRows(db.superuser, 'staging.transactions', movementRows(before, 'earlier'));
        const run = await openRun(db.superuser, 1, '2025-12-31');
        await buildFeatures(db, run, 'c1');
        const once = await builtRows(db, 'risk_features', run);
        expect(once).toHaveLength(1);

        await insertRows(db.superuser, 'staging.customers', [customerRow(at(40), 1)]);
        await insertRows(db.superuser, 'staging.loan_applications', [applicationRow(at(400), 1)]);
        await insertRows(db.superuser, 'staging.credit_history', statementRows(later));
        await insertRows(db.superuser, 'staging.transactions', movementRows(after, 'later'));
        await buildFeatures(db, run, 'c1');
        expect(await builtRows(db, 'risk_features', run)).toEqual(once);
      },
    ),
    { numRuns: 40, seed: 7 },
  );
});
