/** Every feature of one customer, compared with values computed by hand. */
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { composeBuildStatements, composeFeatureQueries } from '../../../lambdas/features/feature-statements.ts';
import { emptyDatabase } from '../../../testing/database/empty-database.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import {
  buildSourceColumns,
  insertRows,
  openTestRun,
  publishTestRun,
  type Row,
} from '../../../testing/database/rows.ts';
import { buildApplication, buildCustomer, deliverOneCustomer } from '../../../testing/lenders/one-customer.ts';
import { buildFeatures, readBuiltRows } from '../../../testing/workflows/build-features.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

beforeEach(() => emptyDatabase(db.superuser));

const deliver = () => deliverOneCustomer(db.superuser);

const EXPECTED = {
  age_years: 40,
  annual_income: 60000,
  employment_years: 4,
  residence_years: null,
  dependants: 2,
  employment_status: 'employed',
  education_level: 'university',
  residence_status: 'owner',
  credit_score: 640,
  credit_limit: 5000,
  open_accounts: 3,
  inquiries_6m: 2,
  delinquencies_24m: 1,
  public_records: 0,
  oldest_account_years: 8,
  statements_6m: 6,
  months_past_due_1: -1,
  months_past_due_2: -1,
  months_past_due_3: 0,
  months_past_due_4: 2,
  months_past_due_5: 1,
  months_past_due_6: 0,
  months_past_due_max_6m: 2,
  months_past_due_mean_6m: 1 / 6,
  statements_late_6m: 2,
  statements_late_2_6m: 1,
  statements_paid_in_full_6m: 2,
  utilisation: 0.08,
  utilisation_mean_6m: (0.08 + 0 + 0.375 + 0.5 + 0.4 + 0.3) / 6,
  utilisation_max_6m: 0.5,
  utilisation_trend_6m: 0.08 - 0.3,
  balance: 400,
  balance_trend_6m: 400 - 1200,
  spare_limit: 4600,
  payment_made_1: 0,
  payment_made_2: 1500,
  paid_6m: 2300,
  payment_to_limit_6m: (0 + 0.375 + 0.175 + 0 + 0 + 0.025) / 6,
  payment_ratio_1: 1, // nothing was owed
  payment_ratio_mean_6m: (1 + 1 + 0.35 + 0 + 0 + 0.1) / 6,
  payment_ratio_min_6m: 0,
  inflow_30d: 5000,
  inflow_90d: 10000,
  inflow_180d: 10000,
  outflow_30d: 200,
  outflow_90d: 1000,
  outflow_180d: 1100,
  net_flow_90d: 9000,
  volatility_90d: Math.sqrt((2750 ** 2 + 2450 ** 2 + 2750 ** 2 + 3050 ** 2) / 3),
  transactions_90d: 4,
  salary_share_90d: 1,
  cash_share_90d: 0.2,
  days_since_transaction: 3,
  minimum_balance_90d: 300,
  amount: 12000,
  term_months: 12,
  annual_rate: 0.12,
  purpose: 'car',
  instalment: (12000 * 0.01) / (1 - 1.01 ** -12),
  debt_to_income: (500 + (12000 * 0.01) / (1 - 1.01 ** -12)) / 5000,
  loan_to_value: 0.5,
  amount_to_limit: 2.4,
  amount_to_income: 0.2,
};

/** Whether numbers are equal within a relative difference of 1e-12. */
function close(expected: Row): Row {
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? expect.closeTo(value, 11) : value,
    ]),
  );
}

test('a labelled application: every feature has the value computed by hand from what was known at its time', async () => {
  await deliver();
  await insertRows(db.superuser, 'staging.customers', [
    buildCustomer({ valid_from: '2024-06-20', annual_income: 1, dependants: 9, employment_status: 'unemployed' }),
  ]);
  const run = await openTestRun(db.superuser, 1, '2024-07-01');
  expect(await buildFeatures(db, run)).toEqual({ applications: 1, customers: 1 });
  const [row] = await readBuiltRows(db, 'risk_features', run);
  expect(row).toMatchObject({
    ...close(EXPECTED),
    as_of: '2024-06-15T10:00:00',
    application_id: 'a1',
    customer_id: 'c1',
  });
  expect(row.fairness).toEqual({ sex: 'female', marital_status: 'single', age_group: '35 to 44' });
});

test('features of an open application and of its customer are as of the run', async () => {
  await deliver();
  await insertRows(db.superuser, 'staging.loan_applications', [
    buildApplication({ application_id: 'a2', status: 'received', defaulted: null, outcome_date: null }),
    buildApplication({ application_id: 'a3', status: 'active', defaulted: null, outcome_date: null }),
    buildApplication({ application_id: 'a4', status: 'closed', defaulted: true, outcome_date: null }),
  ]);
  const run = await openTestRun(db.superuser, 1, '2024-07-01');
  expect(await buildFeatures(db, run)).toEqual({ applications: 2, customers: 1 });
  const [, open] = await readBuiltRows(db, 'risk_features', run);
  const now = { as_of: '2024-07-01T00:00:00', months_past_due_1: 9, balance: 9999, transactions_90d: 4 };
  expect(open).toMatchObject({ ...now, application_id: 'a2' });
  const [known] = await readBuiltRows(db, 'customer_features', run);
  expect(known).toMatchObject({ ...now, customer_id: 'c1' });
  expect(known.customer).toMatchObject({ country: 'TW', valid_from: '2024-01-01', fairness: { sex: 'female' } });
});

test('unknown values are null', async () => {
  await insertRows(db.superuser, 'staging.customers', [
    { customer_id: 'c1', valid_from: '2024-01-01', ...buildSourceColumns(1) },
  ]);
  await insertRows(db.superuser, 'staging.loan_applications', [
    {
      application_id: 'a1',
      valid_from: '2024-01-01',
      customer_id: 'c1',
      applied_at: '2024-01-01',
      amount: 5,
      status: 'received',
      ...buildSourceColumns(1),
    },
  ]);
  const run = await openTestRun(db.superuser, 1, '2024-01-02');
  await buildFeatures(db, run);
  const [row] = await readBuiltRows(db, 'risk_features', run);
  const known = Object.entries(row).filter(([, value]) => value !== null);
  expect(known.map(([name]) => name).sort()).toEqual(
    ['amount', 'application_id', 'as_of', 'attributes', 'customer_id', 'fairness', 'partition', 'run_id'].sort(),
  );
});

test('a customer first delivered after the application: the oldest version is used', async () => {
  await insertRows(db.superuser, 'staging.customers', [
    buildCustomer({ valid_from: '2024-07-01' }),
    buildCustomer({ valid_from: '2024-08-01', annual_income: 1 }),
  ]);
  await insertRows(db.superuser, 'staging.loan_applications', [buildApplication()]);
  const run = await openTestRun(db.superuser, 1, '2024-08-01');
  await buildFeatures(db, run);
  expect((await readBuiltRows(db, 'risk_features', run))[0]).toMatchObject({ annual_income: 60000 });
});

test("the application's own fields come from its first version, its outcome from the newest", async () => {
  await deliver();
  await db.superuser.query(
    "update staging.loan_applications set defaulted = null, outcome_date = null, status = 'received'",
  );
  await insertRows(db.superuser, 'staging.loan_applications', [
    buildApplication({ valid_from: '2024-09-01', amount: 1, purpose: 'boat' }),
  ]);
  const run = await openTestRun(db.superuser, 1, '2024-09-01');
  await buildFeatures(db, run);
  expect((await readBuiltRows(db, 'risk_features', run))[0]).toMatchObject({
    amount: 12000,
    purpose: 'car',
    as_of: '2024-06-15T10:00:00',
  });
});

test('attributes become features or fairness groups by their declared use', async () => {
  await deliver();
  await db.superuser.query(
    `update staging.customers set attributes = '{"housing": "rent", "tribe": "x", "note": "n"}'`,
  );
  await db.superuser.query(`update staging.loan_applications set attributes = '{"grade": "B", "points": 12.5}'`);
  const declare = (table_name: string, name: string, type: string, use: string) => ({
    table_name,
    name,
    type,
    use,
    run_id: buildSourceColumns(1).run_id,
  });
  await insertRows(db.superuser, 'staging.attributes', [
    declare('customers', 'housing', 'category', 'model'),
    declare('customers', 'tribe', 'category', 'fairness'),
    declare('customers', 'note', 'category', 'ignore'),
    declare('customers', 'unknown', 'number', 'model'),
    declare('loan_applications', 'grade', 'category', 'model'),
    declare('loan_applications', 'points', 'number', 'model'),
  ]);
  const run = await openTestRun(db.superuser, 1, '2024-07-01');
  await buildFeatures(db, run);
  const [row] = await readBuiltRows(db, 'risk_features', run);
  const ofCustomer = { customer_housing: 'rent', customer_unknown: null };
  expect(row.attributes).toEqual({ ...ofCustomer, application_grade: 'B', application_points: 12.5 });
  expect(row.fairness).toMatchObject({ customer_tribe: 'x', sex: 'female' });
  const [known] = await readBuiltRows(db, 'customer_features', run);
  expect(known.attributes).toEqual(ofCustomer);
});

test('building twice leaves the same rows', async () => {
  await deliver();
  const run = await openTestRun(db.superuser, 1, '2024-07-01');
  const once = [
    await buildFeatures(db, run),
    await readBuiltRows(db, 'risk_features', run),
    await readBuiltRows(db, 'customer_features', run),
  ];
  const twice = [
    await buildFeatures(db, run),
    await readBuiltRows(db, 'risk_features', run),
    await readBuiltRows(db, 'customer_features', run),
  ];
  expect(twice).toEqual(once);
});

test('a published labelled row is never built again; an unpublished one is, and its abandoned run leaves no rows', async () => {
  await deliver();
  const abandoned = await openTestRun(db.superuser, 1, '2024-07-01');
  await buildFeatures(db, abandoned);
  const published = await openTestRun(db.superuser, 2, '2024-07-01');
  expect(await buildFeatures(db, published)).toEqual({ applications: 1, customers: 1 });
  expect(await readBuiltRows(db, 'risk_features', abandoned)).toEqual([]);
  expect(await readBuiltRows(db, 'customer_features', abandoned)).toEqual([]);
  await publishTestRun(db.superuser, published);
  const next = await openTestRun(db.superuser, 3, '2024-07-02');
  expect(await buildFeatures(db, next)).toEqual({ applications: 0, customers: 1 });
  expect(await readBuiltRows(db, 'risk_features', published)).toHaveLength(1);
  const examples = await db
    .connect('risk_training')
    .query('select application_id, defaulted, purpose from analytics.training_examples');
  expect(examples).toEqual([{ application_id: 'a1', defaulted: 0, purpose: 'car' }]);
});

test("readers see the newest published run's customer features", async () => {
  await deliver();
  for (const [index, day] of ['2024-07-01', '2024-07-02', '2024-07-03'].entries()) {
    const run = await openTestRun(db.superuser, index + 1, day);
    await buildFeatures(db, run);
    if (index < 2) await publishTestRun(db.superuser, run);
  }
  const current = await db.connect('risk_api_score').query('select as_of from analytics.current_customer_features');
  expect(current).toEqual([{ as_of: '2024-07-02 00:00:00' }]);
});

test('a task of an ended run writes nothing', async () => {
  await deliver();
  const run = await openTestRun(db.superuser, 1, '2024-07-01');
  await buildFeatures(db, run);
  await publishTestRun(db.superuser, run);
  const before = await readBuiltRows(db, 'risk_features', run);
  await expect(buildPartition(db.connect('risk_etl'), run, 0)).rejects.toMatchObject({ name: 'RunHasEnded' });
  expect(await readBuiltRows(db, 'risk_features', run)).toEqual(before);
});

test('a statement stays below 64 KB, the limit of the Data API', () => {
  for (const { insert } of composeFeatureQueries(3).map(composeBuildStatements))
    expect(insert.length).toBeLessThan(32_000);
});
