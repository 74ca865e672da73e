import { allChecks } from '../../lambdas/quality/checks.ts';
import { checkQuality } from '../../lambdas/quality/quality.ts';
import { buildFeatures } from '../support/features.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../support/migrated-database.ts';
import { deliverOneCustomer, emptyDatabase, load } from '../support/one-customer.ts';
import { insertRows, openRun, publish, type Row, runId } from '../support/rows.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());
beforeEach(() => emptyDatabase(db.superuser));

const GATE = 0.95;
const RUN = { run_id: runId(1), as_of: '2024-07-01' };

/** A good delivery with its features, as of 2024-07-01. */
async function goodRun(): Promise<void> {
  await deliverOneCustomer(db.superuser);
  await db.superuser.query("update staging.customers set valid_from = '2024-06-01'");
  await openRun(db.superuser, 1, RUN.as_of);
  await buildFeatures(db, RUN, 'c1');
}

const check = (gate = GATE) => checkQuality(db.database('risk_etl'), RUN, gate);
const change = (sql: string) => db.superuser.query(sql);
const stored = async (name: string): Promise<Row> =>
  (await db.superuser.query('select * from analytics.quality_results where check_name = $1', [name])).rows[0];

test('a good run passes every check', async () => {
  await goodRun();
  const result = await check();
  expect(result).toEqual({ outcome: 'passed', pass_rate: 1, checks: allChecks().length, failed: [] });
  const { rows } = await change('select check_name from analytics.quality_results where not pass');
  expect(rows).toEqual([]);
});

test('a run without anything to look at passes', async () => {
  await openRun(db.superuser, 1, RUN.as_of);
  expect(await check()).toMatchObject({ outcome: 'passed', pass_rate: 1, failed: [] });
});

/** What is broken, by the check that must find it; the keys it must name. */
const BROKEN: [name: string, keys: string[], spoil: () => Promise<unknown>][] = [
  ['delivery_pass_rate', ['customers'], () => refuse('customers', 2)],
  [
    'rows_accounted_for',
    ['transactions'],
    () => change("update staging.loads set rows_delivered = 9 where table_name = 'transactions'"),
  ],
  [
    'referential_integrity',
    ['loan_applications:a1', 'credit_history:c1/2024-06-30', 'transactions:t0'],
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
  ['missing_values', ['a1'], forgetEverything],
  ['freshness', ['credit_history'], () => change("delete from staging.credit_history where as_of > '2024-04-29'")],
  ['volume', ['transactions'], compareWithLargerRun],
  ['duplicate_transactions', ['t9'], sameMovementTwice],
  ['oldest_known_version', ['a1'], () => change("update staging.customers set valid_from = '2024-06-16'")],
  ['outcome_date', ['a1'], () => change("update staging.loan_applications set outcome_date = '2024-07-09'")],
];

async function refuse(table: string, lines: number): Promise<void> {
  const refused = Array.from({ length: lines }, (_, n) => ({
    run_id: RUN.run_id,
    table_name: table,
    file: 'file.csv',
    line: 100 + n,
    reason: 'ragged_line',
  }));
  await insertRows(db.superuser, 'staging.rejected_rows', refused);
  await change(`update staging.loads set rows_delivered = rows_delivered + ${lines} where table_name = '${table}'`);
}

async function forgetEverything(): Promise<void> {
  const { rows } = await change(`select string_agg(column_name || ' = null', ', ') as assignments
    from information_schema.columns where table_schema = 'analytics' and table_name = 'customer_features'
      and column_name not in ('customer_id', 'run_id', 'as_of', 'partition', 'attributes', 'customer', 'built_at')`);
  await change(`update analytics.risk_features set ${rows[0].assignments}`);
}

async function compareWithLargerRun(): Promise<void> {
  const earlier = await openRun(db.superuser, 2, '2024-06-30');
  await insertRows(db.superuser, 'staging.loads', [load('transactions', 15, 2), load('customers', 2, 2)]);
  await publish(db.superuser, earlier);
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

test('every check is broken by a test', () => {
  expect(BROKEN.map(([name]) => name).sort()).toEqual(allChecks().map(({ name }) => name));
});

test.each(BROKEN)('%s finds what is broken, and names %j', async (name, keys, spoil) => {
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

test('a warning alone lets the run pass', async () => {
  await goodRun();
  await change("update staging.loan_applications set outcome_date = '2024-07-09'");
  expect(await check()).toMatchObject({ outcome: 'passed', failed: [] });
});

test('the gate decides how many bad rows are too many', async () => {
  await goodRun();
  await refuse('transactions', 1); // of 8
  expect(await check(0.875)).toMatchObject({ outcome: 'passed', pass_rate: 17 / 18 });
  expect(await check(0.88)).toMatchObject({ outcome: 'failed', failed: ['delivery_pass_rate'] });
});

test('checking again replaces the results', async () => {
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
  expect(rows).toEqual([{ results: allChecks().length }]);
});
