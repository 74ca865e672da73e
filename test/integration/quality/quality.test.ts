/** Every quality check on the real database: it passes on good data and fails on its error. */
import { checkQuality } from '../../../lambdas/quality/check-quality.ts';
import { listChecks } from '../../../lambdas/quality/list-checks.ts';
import { qualityConfiguration } from '../../../lambdas/quality/quality-configuration.ts';
import type { Run } from '../../../lambdas/shared/runs/run.ts';
import { emptyDatabase } from '../../../testing/database/empty-database.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId, insertRows, openTestRun, publishTestRun, type Row } from '../../../testing/database/rows.ts';
import { buildLoad, deliverOneCustomer } from '../../../testing/lenders/one-customer.ts';
import { buildFeatures } from '../../../testing/workflows/build-features.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());
beforeEach(() => emptyDatabase(db.superuser));

const RUN: Run = { run_id: buildRunId(1), as_of: '2024-07-01', fencing_token: 0 };

/** A good delivery with its features, as of 2024-07-01. */
async function goodRun(): Promise<void> {
  await deliverOneCustomer(db.superuser);
  await db.superuser.query("update staging.customers set valid_from = '2024-06-01'");
  await buildFeatures(db, await openTestRun(db.superuser, 1, RUN.as_of), 'c1');
}

/** Checks the run. There is one customer, so the minimum row counts of comparisons are 1. */
const check = async ({ gate = 0.95 } = {}) => {
  // Inserting an earlier run has closed this one.
  const { rows } = await change(
    `update analytics.runs set state = 'running', closed_at = null, fencing_token = default
     where run_id = '${RUN.run_id}' returning fencing_token::int`,
  );
  return checkQuality(
    db.connect('risk_etl'),
    { ...RUN, ...rows[0] },
    {
      ...qualityConfiguration,
      gate,
      missing_rows: { ...qualityConfiguration.missing_rows, minimum: 1 },
      missing_features: { ...qualityConfiguration.missing_features, minimum_rows: 1 },
      drift: { ...qualityConfiguration.drift, minimum_rows: 1, minimum_category_rows: 1 },
    },
  );
};
const change = (sql: string) => db.superuser.query(sql);
const stored = async (name: string): Promise<Row> =>
  (await db.superuser.query('select * from analytics.quality_results where check_name = $1', [name])).rows[0];

test('a good run passes every check', async () => {
  await goodRun();
  const result = await check();
  expect(result).toEqual({ outcome: 'passed', pass_rate: 1, checks: listChecks().length, failed: [], missing: [] });
  const { rows } = await change('select check_name from analytics.quality_results where not pass');
  expect(rows).toEqual([]);
});

test('a run without data passes', async () => {
  await openTestRun(db.superuser, 1, RUN.as_of);
  expect(await check()).toMatchObject({ outcome: 'passed', pass_rate: 1, failed: [] });
});

/** The check that has to fail, the keys that it has to name, and the statements that break the data. */
const BROKEN: [name: string, keys: string[], spoil: () => Promise<unknown>][] = [
  ['delivery_pass_rate', ['customers'], () => refuse('customers', 2)],
  [
    'rows_accounted_for',
    ['transactions'],
    () => change("update staging.loads set rows_delivered = 9 where table_name = 'transactions'"),
  ],
  [
    'referential_integrity',
    ['loan_applications:a1', 'credit_history:c1/2023-11-30', 'transactions:t0'],
    () => change("update staging.customers set customer_id = 'another'"),
  ],
  [
    'duplicate_features',
    ['a1'],
    () =>
      change(
        'insert into analytics.risk_features select (jsonb_populate_record(f, \'{"as_of": "2024-06-16"}\')).* from analytics.risk_features f',
      ),
  ],
  ['leakage_as_of', ['a1'], () => change("update analytics.risk_features set as_of = as_of + interval '1 second'")],
  ['leakage_statements', ['a1'], () => change('update analytics.risk_features set statements_6m = 5')],
  ['leakage_transactions', ['a1'], () => change('update analytics.risk_features set transactions_90d = 5')],
  ['feature_ranges', ['a1:age_years'], () => change('update analytics.risk_features set age_years = -1')],
  [
    'customer_feature_ranges',
    ['c1:utilisation'],
    () => change("update analytics.customer_features set utilisation = 'NaN'"),
  ],
  ['unknown_applicants', ['a1'], forgetLoanToo],
  [
    'missing_values',
    ['loan_applications.status: 50.0 % unknown'],
    () =>
      change(`update staging.loan_applications set defaulted = null, outcome_date = null, status = 'received';
        insert into staging.loan_applications select (jsonb_populate_record(a, '{"application_id": "a2", "status": null}')).*
        from staging.loan_applications a; update staging.loads set rows_delivered = 2 where table_name = 'loan_applications'`),
  ],
  [
    'missing_event_values',
    ['transactions.booked_at: 14.3 % unknown'],
    () => change("update staging.transactions set booked_at = null where transaction_id = 't0'"),
  ],
  [
    'missing_rows',
    ['credit_history: 8 of 8 rows', 'customers: 1 of 1 row'],
    () =>
      change(`update staging.customers set ended_on = '2024-07-01', ended_by_run = run_id;
        update staging.credit_history set ended_on = '2024-07-01', ended_by_run = run_id`),
  ],
  [
    'missing_features',
    ['annual_income: 100 % unknown, before 0 %'],
    async () => {
      await featuresOfEarlierRun();
      await change(`update analytics.customer_features set annual_income = null where run_id = '${RUN.run_id}'`);
    },
  ],
  [
    'category_drift',
    ['employment_status: PSI 1.10'],
    () =>
      featuresOfEarlierRun(
        `update analytics.customer_features set employment_status = 'retired' where run_id = '${buildRunId(2)}'`,
      ),
  ],
  ['rejected_values', ['customers.annual_income not_a_number: 30, first in customers.csv:3'], () => rejectIncomes(100)],
  ['rejected_columns', ['customers.annual_income: 30 of 40 values'], () => rejectIncomes(40)],
  ['duplicate_rows', ['customers/file.csv:100'], () => refuse('customers', 1, 'duplicate_key')],
  ['freshness', ['credit_history'], () => change("delete from staging.credit_history where as_of > '2024-04-29'")],
  ['volume', ['transactions: 7 rows, usually 15'], compareWithLargerRun],
  ['duplicate_transactions', ['t9'], sameMovementTwice],
  ['oldest_known_version', ['a1'], () => change("update staging.customers set valid_from = '2024-06-16'")],
  [
    'endings_known',
    ['customers'],
    async () => {
      await change("update staging.loads set mode = 'full' where table_name = 'customers'");
      await refuse('customers', 1); // whose customer is unknown
    },
  ],
  ['outcome_date', ['a1'], () => change("update staging.loan_applications set outcome_date = '2024-07-09'")],
];

/** Notes that thirty incomes of so many were invalid. */
function rejectIncomes(delivered: number) {
  const rejected = [{ column: 'annual_income', fault: 'not_a_number', values: 30, delivered, lines: [3, 4] }];
  const json = JSON.stringify(rejected);
  return change(
    `update staging.loads set file = 'customers.csv', rejected_values = '${json}' where table_name = 'customers'`,
  );
}

async function refuse(table: string, lines: number, reason = 'ragged_line'): Promise<void> {
  const refused = Array.from({ length: lines }, (_, n) => ({
    run_id: RUN.run_id,
    table_name: table,
    file: 'file.csv',
    line: 100 + n,
    reason,
  }));
  await insertRows(db.superuser, 'staging.rejected_rows', refused);
  await change(`update staging.loads set rows_delivered = rows_delivered + ${lines} where table_name = '${table}'`);
}

async function forgetLoanToo(): Promise<void> {
  await forgetEverything();
  await change(`update analytics.risk_features set ${LOAN.replaceAll(/\w+/g, '$& = null')}`);
}

async function forgetEverything(where = ''): Promise<void> {
  const { rows } = await change(`select string_agg(column_name || ' = null', ', ') as assignments
    from information_schema.columns where table_schema = 'analytics' and table_name = 'customer_features'
      and column_name not in ('customer_id', 'run_id', 'as_of', 'partition', 'attributes', 'customer', 'built_at')`);
  await change(`update analytics.risk_features set ${rows[0].assignments}, attributes = '{}' ${where}`);
}

async function compareWithLargerRun(): Promise<void> {
  const earlier = await earlierRun(2, '2024-06-30');
  await insertRows(db.superuser, 'staging.loads', [buildLoad('transactions', 15, 2), buildLoad('customers', 2, 2)]);
  await publishTestRun(db.superuser, earlier);
}

/** Another run than the checked one; `publish` publishes it. */
async function earlierRun(n: number, as_of: string): Promise<Pick<Run, 'run_id' | 'as_of'>> {
  const run = { run_id: buildRunId(n), as_of };
  await insertRows(db.superuser, 'analytics.runs', [{ ...run, execution_id: `execution-${n}`, state: 'published' }]);
  return run;
}

/** A published run with the features of the checked run and a difference. */
async function featuresOfEarlierRun(difference?: string): Promise<void> {
  const earlier = await earlierRun(2, '2024-06-30');
  for (const table of ['customer_features', 'risk_features']) {
    await change(`insert into analytics.${table} select (jsonb_populate_record(f, '{"run_id": "${earlier.run_id}"}')).*
      from analytics.${table} f`);
  }
  if (difference) await change(difference);
  await publishTestRun(db.superuser, earlier);
}

async function sameMovementTwice(): Promise<void> {
  const { rows } = await change("select * from staging.transactions where transaction_id = 't1'");
  await insertRows(db.superuser, 'staging.transactions', [
    { ...rows[0], transaction_id: 't9', booked_at: '2024-06-20' },
  ]);
  await insertRows(db.superuser, 'staging.transactions', [
    { ...rows[0], transaction_id: 't99', booked_at: '2024-06-20' },
  ]);
  await change("update staging.loads set rows_delivered = rows_delivered + 2 where table_name = 'transactions'");
}

test('every check fails in a test', () => {
  expect(BROKEN.map(([name]) => name).sort()).toEqual(listChecks().map(({ name }) => name));
});

test.each(BROKEN)('%s finds the broken data and names %j', async (name, keys, spoil) => {
  await goodRun();
  await spoil();
  const { outcome, failed } = await check();
  const result = await stored(name);
  expect(result).toMatchObject({ pass: false });
  expect(result.sample_keys).toEqual(expect.arrayContaining(keys));
  expect(result.failed_rows).not.toBe('0');
  if (result.severity === 'warn') expect(failed).not.toContain(name);
  else expect({ outcome, failed }).toEqual({ outcome: 'failed', failed: expect.arrayContaining([name]) });
});

test.each([
  ['statements', 'balance = 9999'],
  ['statements', 'paid_6m = paid_6m + 9999'],
  ['statements', 'months_past_due_max_6m = 9'],
  ['transactions', 'days_since_transaction = 0'],
  ['transactions', 'outflow_180d = outflow_180d + 9999'],
])('a feature that a later event got into is a leak: %s, %s', async (events, leak) => {
  await goodRun();
  await change(`update analytics.risk_features set ${leak}`);
  expect(await check()).toMatchObject({ outcome: 'failed', failed: [`leakage_${events}`] });
});

/** The nullable features of an application's own fields. */
const LOAN =
  'term_months, annual_rate, purpose, instalment, debt_to_income, loan_to_value, amount_to_limit, amount_to_income';

describe('a lender that knows little in the catalogue', () => {
  test.each<[string, string, boolean]>([
    ['only attributes', `attributes = '{"customer_index": 7}'`, true],
    [
      'attributes that are all unknown',
      `attributes = '{"customer_index": null}', ${LOAN.replaceAll(/\w+/g, '$& = null')}`,
      false,
    ],
    ['the loan only', "attributes = '{}', term_months = 12", true],
    ['the amount only', `attributes = '{}', ${LOAN.replaceAll(/\w+/g, '$& = null')}`, false],
  ])('%s', async (_, knowledge, pass) => {
    await goodRun();
    await forgetEverything();
    await change(`update analytics.risk_features set ${knowledge}`);
    await check();
    expect(await stored('unknown_applicants')).toMatchObject({ pass });
  });

  test('an applicant of whom nothing is known fails where the others are known, whatever is known of the loan', async () => {
    await goodRun();
    await change(`insert into analytics.risk_features
      select (jsonb_populate_record(f, jsonb_build_object('application_id', 'a' || n))).*
      from analytics.risk_features f cross join generate_series(2, 3) n`);
    await forgetEverything("where application_id = 'a1'");
    await check();
    expect(await stored('unknown_applicants')).toMatchObject({ pass: false, sample_keys: ['a1'] });
  });

  test('an application with an outcome needs no status', async () => {
    await goodRun();
    await change(`insert into staging.loan_applications
      select (jsonb_populate_record(a, jsonb_build_object('application_id', 'a' || n, 'status', null, 'source_line', n))).*
      from staging.loan_applications a cross join generate_series(100, 109) n`);
    await check();
    expect(await stored('missing_values')).toMatchObject({ pass: true });
  });
});

test('the features of the last published run show no drift', async () => {
  await goodRun();
  await featuresOfEarlierRun();
  await check();
  for (const name of ['category_drift', 'missing_features']) {
    const result = await stored(name);
    expect(result).toMatchObject({ pass: true, failed_rows: '0' });
    expect(Number(result.total_rows)).toBeGreaterThan(0);
  }
});

test('a table is compared with the median of the last published days; a backfilled day counts once', async () => {
  await goodRun();
  for (const [n, [asOf, rows]] of Object.entries([
    ['2024-06-26', 1],
    ['2024-06-28', 7],
    ['2024-06-29', 90],
    ['2024-06-29', 7],
    ['2024-06-30', 90],
  ] as const)) {
    const earlier = await earlierRun(Number(n) + 2, asOf);
    await insertRows(db.superuser, 'staging.loads', [buildLoad('transactions', rows, Number(n) + 2)]);
    await publishTestRun(db.superuser, earlier);
  }
  await check();
  expect(await stored('volume')).toMatchObject({ pass: true });
});

test('a run with only a warning passes', async () => {
  await goodRun();
  await change("update staging.loan_applications set outcome_date = '2024-07-09'");
  expect(await check()).toMatchObject({ outcome: 'passed', failed: [] });
});

test('the gate sets the allowed share of bad rows', async () => {
  await goodRun();
  await refuse('transactions', 1); // of 8
  expect(await check({ gate: 0.875 })).toMatchObject({ outcome: 'passed', pass_rate: 17 / 18 });
  expect(await check({ gate: 0.88 })).toMatchObject({ outcome: 'failed', failed: ['delivery_pass_rate'] });
});

test('a repeated call replaces the results', async () => {
  await goodRun();
  await refuse('customers', 2);
  await check();
  expect(await stored('delivery_pass_rate')).toMatchObject({ pass: false, failed_rows: '2', total_rows: '3' });
  await change(
    'delete from staging.rejected_rows; update staging.loads set rows_delivered = 1 where rows_delivered = 3',
  );
  await check();
  expect(await stored('delivery_pass_rate')).toMatchObject({ pass: true, failed_rows: '0' });
  const { rows } = await change('select count(*)::int as results from analytics.quality_results');
  expect(rows).toEqual([{ results: listChecks().length }]);
});
