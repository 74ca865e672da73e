/** Backfills through the workflow and its functions: late and corrected records change only what they should. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatCsv } from '../../../testing/lenders/daily-lender.ts';
import {
  type DailyHarness,
  type DeliveredTables,
  startDailyHarness,
} from '../../../testing/workflows/daily-harness.ts';

const OCTOBER = '2005-10-01';
const NOVEMBER = '2005-11-01';
const DECEMBER = '2005-12-01';

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
  await harness.land(OCTOBER, october());
  await harness.land(NOVEMBER, november());
  const { status, error, cause } = await harness.run({ up_to: NOVEMBER });
  expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED' });
});
afterAll(() => harness?.stop());

const salary = (transaction_id: string, day: string, amount: number) => ({
  ...{ transaction_id, customer_id: 'c1', booked_at: `${day}T10:00:00Z`, amount, kind: 'salary' },
});

/** `known` has its outcome from the first day on; `open` stays open. One salary is corrected a month later. */
function october({
  salaries = [salary('t1', '2005-09-10', 100), salary('t2', '2005-09-20', 200)],
  income = 1000,
} = {}): DeliveredTables {
  const application = { customer_id: 'c1', amount: 500, term_months: 12, annual_rate: 0.1 };
  return {
    customers: formatCsv('customers', [{ customer_id: 'c1', birth_date: '1970-01-01', annual_income: income }]),
    transactions: formatCsv('transactions', salaries),
    loan_applications: formatCsv('loan_applications', [
      {
        ...{ ...application, application_id: 'known', applied_at: '2005-09-29T10:00:00Z', status: 'closed' },
        ...{ defaulted: 'false', outcome_date: '2005-09-30' },
      },
      { ...application, application_id: 'open', applied_at: '2005-09-30T10:00:00Z', status: 'received' },
    ]),
  };
}

const november = (salaries = [salary('t2', '2005-09-20', 250)]): DeliveredTables => ({
  transactions: formatCsv('transactions', salaries),
});

/** The money in of 90 days that readers see of an application, by its as-of day. */
async function inflow(application: string): Promise<Record<string, number>> {
  const rows = await harness.query<{ as_of: string; inflow: number }>(
    `select to_char(as_of, 'YYYY-MM-DD') as as_of, inflow_90d as inflow from analytics.current_features
     where application_id = $1 order by 1`,
    [application],
  );
  return Object.fromEntries(rows.map(({ as_of, inflow: money }) => [as_of, money]));
}

const customerInflow = async () =>
  (await harness.query('select inflow_90d as inflow from analytics.current_customer_features'))[0]?.inflow;
const backfill = (from: string, up_to: string) => harness.run({ from, up_to, again: true });

test('a published day is run again only in a backfill', async () => {
  expect(await harness.run({ up_to: NOVEMBER })).toMatchObject({ output: { outcome: 'nothing_delivered' } });
  expect(await harness.run({ from: OCTOBER, up_to: NOVEMBER })).toMatchObject({
    output: { outcome: 'nothing_delivered' },
  });
  expect(await inflow('known')).toEqual({ '2005-09-29': 300 });
  expect(await inflow('open')).toEqual({ [NOVEMBER]: 350 });
});

test('a backfill of unchanged deliveries changes nothing that readers see', async () => {
  const execution = await backfill(OCTOBER, NOVEMBER);
  expect(execution.output.runs).toMatchObject([{ as_of: OCTOBER }, { as_of: NOVEMBER }]);
  expect(await inflow('known')).toEqual({ '2005-09-29': 300 }); // frozen
  expect(await inflow('open')).toEqual({ [NOVEMBER]: 350 });
  expect(await customerInflow()).toBe(350);
});

test('a corrected day imports its corrections, but replaces no row of a later delivery', async () => {
  const salaries = [salary('t1', '2005-09-10', 1), salary('t2', '2005-09-20', 2), salary('late', '2005-09-25', 10)];
  await harness.land(OCTOBER, october({ salaries, income: 2000 }));
  expect(await backfill(OCTOBER, OCTOBER)).toMatchObject({ status: 'SUCCEEDED' });

  expect(await inflow('known')).toEqual({ '2005-09-29': 300 });
  expect(await inflow('open')).toEqual({ [OCTOBER]: 261, [NOVEMBER]: 350 });
  expect(await customerInflow()).toBe(350); // of November, which was not run again
  const moved = await harness.query(
    'select transaction_id, amount::float as amount from staging.transactions order by 1',
  );
  expect(moved).toEqual([
    { transaction_id: 'late', amount: 10 },
    { transaction_id: 't1', amount: 1 },
    { transaction_id: 't2', amount: 250 },
  ]);
  expect(
    await harness.query(
      'select reason, line::int as line from staging.rejected_rows where run_id = (select run_id from analytics.runs order by opened_at desc limit 1)',
    ),
  ).toEqual([{ reason: 'newer_delivery', line: 3 }]);
  expect(
    await harness.query(`select failed_rows::int as failed, pass from analytics.quality_results
      join analytics.runs using (run_id) where check_name = 'rows_accounted_for' order by opened_at desc limit 1`),
  ).toEqual([{ failed: 0, pass: true }]);
});

test('a backfill of the newest day replaces the newest features', async () => {
  await backfill(NOVEMBER, DECEMBER);
  expect(await inflow('known')).toEqual({ '2005-09-29': 300 });
  expect(await inflow('open')).toEqual({ [NOVEMBER]: 261 });
  expect(await customerInflow()).toBe(261);
  const versions = await harness.query('select annual_income::int as income from staging.customers');
  expect(versions).toEqual([{ income: 2000 }]);
});

test('a day that fails in a backfill changes nothing and stops the backfill', async () => {
  await harness.land(OCTOBER, { transactions: formatCsv('transactions', [salary('bad', '2005-09-10', Number.NaN)]) });
  const execution = await backfill(OCTOBER, NOVEMBER);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'QualityGateFailed' });
  expect(await inflow('open')).toEqual({ [NOVEMBER]: 261 });
  expect(await harness.query("select count(*)::int as runs from analytics.runs where state = 'running'")).toEqual([
    { runs: 0 },
  ]);
});
