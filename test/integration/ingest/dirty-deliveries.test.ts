/** Dirty deliveries of every kind through the workflow: the checks that fail, and that readers see nothing of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildDay, type ChangeRow, type RowFields } from '../../../testing/lenders/daily-lender.ts';
import {
  type DailyHarness,
  type DeliveredTables,
  startDailyHarness,
} from '../../../testing/workflows/daily-harness.ts';

const FIRST = '2005-10-01';
const SECOND = '2005-11-01';
/** The largest amount of the contract. */
const LARGEST = 999_999_999_999.99;
/** All applications are older than the first delivery, which is allowed and only reported. */
const USUAL = ['oldest_known_version'];

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
  await harness.land(FIRST, buildDay(FIRST));
  expect(await harness.run({ up_to: FIRST })).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'published' } });
  expect(await failedChecks()).toEqual([]);
});
afterAll(() => harness?.stop());

/** Everything that readers and the next run read. */
async function everything(): Promise<unknown> {
  const [row] = await harness.query(`select
    (select md5(string_agg(f::text, ',' order by application_id)) from analytics.current_features f) as features,
    (select md5(string_agg(f::text, ',' order by customer_id)) from analytics.current_customer_features f) as customers,
    (select md5(string_agg((to_jsonb(t) - '{run_id,source_file,source_line}'::text[])::text, ',' order by transaction_id))
      from staging.transactions t) as movements,
    (select count(*) from staging.loan_applications) as applications, (select count(*) from analytics.publications) as publications`);
  return row;
}

/** Failed checks of the newest run, without those that always fail here. */
async function failedChecks(): Promise<string[]> {
  const rows = await harness.query<{ check_name: string }>(`select check_name from analytics.quality_results
    where not pass and run_id = (select run_id from analytics.runs order by opened_at desc limit 1) order by 1`);
  return rows.map(({ check_name }) => check_name).filter((name) => !USUAL.includes(name));
}

const some: (share: number, change: ChangeRow) => ChangeRow = (every, change) => (fields, n) =>
  n % every === 0 ? change(fields, n) : fields;
const repeated = (text = ''): string => `${text}${text.split('\n').slice(1, 13).join('\n')}\n`;
const stale = (text = ''): string => text.replaceAll(/2005-10-\d\d/g, '2005-08-01');

/** The kind of dirt, the delivery that contains it, and every check that has to fail. */
const STOPPED: [kind: string, delivery: () => DeliveredTables, failed: string[]][] = [
  [
    'rows that are refused: no number, out of range, of an unknown customer, without an id',
    () =>
      buildDay(SECOND, {
        transactions: some(
          16,
          (t, n) =>
            [
              { ...t, amount: 'NaN' },
              { ...t, amount: '1e30' },
              { ...t, customer_id: 'nobody' },
              { ...t, transaction_id: '' },
            ][(n / 16) % 4] as RowFields,
        ),
      }),
    ['delivery_pass_rate'],
  ],
  [
    'keys that come twice',
    () => ({ ...buildDay(SECOND), loan_applications: repeated(buildDay(SECOND).loan_applications) }),
    ['delivery_pass_rate', 'duplicate_rows'],
  ],
  [
    'missing values of events',
    () => buildDay(SECOND, { transactions: some(16, (t) => ({ ...t, booked_at: '' })) }),
    ['missing_event_values'],
  ],
  [
    'missing values of applications',
    () => buildDay(SECOND, { loan_applications: some(16, (a) => ({ ...a, status: '' })) }),
    ['missing_values'],
  ],
  [
    'a column of which most values are invalid',
    () => buildDay(SECOND, { customers: (c) => ({ ...c, annual_income: '12.5.1' }) }),
    ['missing_features', 'rejected_columns', 'rejected_values'],
  ],
  ['applicants of whom nothing is known', unknownApplicants, ['category_drift', 'unknown_applicants']],
];

function unknownApplicants(): DeliveredTables {
  const fresh = (n: number) => `new${n}`;
  const { customers, loan_applications } = buildDay(SECOND, {
    customers: some(10, (_, n) => ({ customer_id: fresh(n) })),
    loan_applications: some(10, (a, n) => ({
      ...{ ...a, application_id: fresh(n), customer_id: fresh(n), status: 'received', defaulted: '', outcome_date: '' },
      ...{ applied_at: '2005-10-20' },
    })),
  });
  return { customers, loan_applications };
}

test.each(STOPPED)('%s: nothing is published, and the day before stays published', async (_, delivery, failed) => {
  const before = await everything();
  await harness.land(SECOND, delivery());
  const execution = await harness.run({ up_to: SECOND });
  expect(await failedChecks()).toEqual(failed);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'QualityGateFailed' });
  expect(await everything()).toEqual(before);
});

const WARNED: [kind: string, delivery: () => DeliveredTables, failed: string[]][] = [
  [
    'far fewer rows than usual',
    () => buildDay(SECOND, { transactions: (t, n) => (n % 4 === 0 ? t : null) }),
    ['volume'],
  ],
  [
    'no recent events',
    () => ({ ...buildDay(SECOND), transactions: stale(buildDay(SECOND).transactions) }),
    ['freshness'],
  ],
  [
    'categories that are not what they were',
    () => buildDay(SECOND, { customers: (c, n) => ({ ...c, education_level: n % 5 ? 'other' : 'school' }) }),
    ['category_drift'],
  ],
  [
    'values at the ends of their ranges, all of them',
    () =>
      buildDay(SECOND, {
        customers: (c, n) => ({
          ...c,
          birth_date: '1900-01-01',
          annual_income: n % 2 ? 0.01 : LARGEST,
          dependants: 30,
        }),
        credit_history: (s, n) => ({
          ...{ ...s, open_accounts: 100_000, months_past_due: n % 2 ? 1200 : -2 },
          ...{ credit_limit: n % 2 ? 0.01 : LARGEST, balance: n % 3 ? -LARGEST : LARGEST, payment_made: -LARGEST },
        }),
        transactions: (t, n) => ({ ...t, amount: n % 2 ? LARGEST : -LARGEST }),
        loan_applications: (a) => ({
          ...{ ...a, amount: LARGEST, term_months: 600, annual_rate: 10, monthly_debt_payments: LARGEST },
        }),
      }),
    [],
  ],
  [
    'optional values that are invalid',
    () => buildDay(SECOND, { customers: some(10, (c) => ({ ...c, annual_income: '12k' })) }),
    ['rejected_values'],
  ],
  [
    'a column that stays away',
    () => buildDay(SECOND, { customers: (c) => ({ ...c, annual_income: '' }) }),
    ['missing_features'],
  ],
  [
    'a transaction under two identifiers, and an outcome dated after its delivery',
    () => {
      const { transactions = '', ...others } = buildDay(SECOND, {
        loan_applications: (a, n) => (n === 1 ? { ...a, outcome_date: '2005-11-30' } : a),
      });
      const [, first = ''] = transactions.split('\n');
      return { ...others, transactions: `${transactions}${first.replace(/^[^,]+/, 'again')}\n` };
    },
    ['duplicate_transactions', 'outcome_date'],
  ],
];

test.each(WARNED)('%s: is reported, and does not prevent the publication', async (_, delivery, failed) => {
  const before = await everything();
  await harness.land(SECOND, delivery());
  const notNow = () => Promise.reject(new Error('not published, so that the next test begins where this one did'));
  const execution = await harness.run({ up_to: SECOND }, { PublishRun: notNow });
  expect(await failedChecks()).toEqual(failed);
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'RunFailed',
    cause: expect.stringMatching('not published'),
  });
  expect(await everything()).toEqual(before);
});

test('a full delivery with a rejected row of an unknown customer soft-deletes nothing and reports it', async () => {
  const delivery = buildDay(SECOND, {
    customers: (c, n) => (n === 7 ? { ...c, customer_id: '' } : n === 8 ? null : c),
  });
  await harness.land(SECOND, delivery, 'full');
  const ended = "select count(*)::int as ended from staging.customers where ended_on = '2005-11-01'";
  let found: unknown;
  const notNow = async () => {
    found = await harness.query(ended);
    throw new Error('not published, so that the next test begins where this one did');
  };
  await harness.run({ up_to: SECOND }, { PublishRun: notNow });
  expect(await failedChecks()).toEqual(['endings_known']);
  expect(found).toEqual([{ ended: 0 }]);
  // Without that row, missing rows are soft-deleted and nothing warns.
  await harness.land(SECOND, buildDay(SECOND, { customers: (c, n) => (n === 8 ? null : c) }), 'full');
  await harness.run({ up_to: SECOND }, { PublishRun: notNow });
  expect(await failedChecks()).toEqual([]);
  expect(found).toEqual([{ ended: 1 }]);
});

/** Faults that no delivery can cause, only a defect of a step: each has a check that finds it. */
const DEFECTS: [check: string, defect: string][] = [
  ['rows_accounted_for', "delete from staging.transactions where transaction_id = '2005-11-01-3'"],
  ['referential_integrity', "delete from staging.customers where customer_id = 'c5'"],
  [
    'duplicate_features',
    `insert into analytics.risk_features select (jsonb_populate_record(f, '{"as_of": "2005-10-30"}')).*
     from analytics.risk_features f join analytics.runs using (run_id) where runs.state = 'running' limit 1`,
  ],
  [
    'leakage_as_of',
    `insert into analytics.risk_features select (jsonb_populate_record(f, jsonb_build_object('as_of', '2005-10-30',
       'run_id', (select run_id from analytics.runs where state = 'running')))).*
     from analytics.risk_features f where application_id = 'a1'`,
  ],
  ['leakage_statements', built('statements_6m = statements_6m + 1')],
  ['leakage_transactions', built('transactions_90d = transactions_90d + 1')],
];

function built(change: string): string {
  return `update analytics.risk_features set ${change}
    where run_id = (select run_id from analytics.runs where state = 'running')`;
}

test.each(DEFECTS)('a defect that only %s can find prevents the publication', async (check, defect) => {
  const before = await harness.query('select count(*) from analytics.publications');
  await harness.land(SECOND, buildDay(SECOND));
  const onState = (state: string) => (state === 'CheckQuality' ? harness.query(defect) : undefined);
  expect(await harness.run({ up_to: SECOND }, {}, onState)).toMatchObject({ error: 'QualityGateFailed' });
  expect(await failedChecks()).toContain(check);
  expect(await harness.query('select count(*) from analytics.publications')).toEqual(before);
});
