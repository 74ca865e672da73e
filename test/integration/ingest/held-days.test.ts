/** Full deliveries that would end too many rows, through the workflow and its functions: held until a person accepts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { emptyDatabase } from '../../../testing/database/empty-database.ts';
import { saveRows } from '../../../testing/database/saved-rows.ts';
import { INSERT_CHAMPION, scoreWithoutModel } from '../../../testing/faults/score-without-model.ts';
import { buildDay, type ChangeRow } from '../../../testing/lenders/daily-lender.ts';
import {
  type DailyHarness,
  type DeliveredTables,
  startDailyHarness,
} from '../../../testing/workflows/daily-harness.ts';

const OCTOBER = '2005-10-01';
const NOVEMBER = '2005-11-01';

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
});
afterAll(() => harness?.stop());
beforeEach(() => emptyDatabase(harness.lambdas.db.superuser));

const keepFirst =
  (rows: number): ChangeRow =>
  (fields, n) =>
    n < rows ? fields : null;
const run = (input: object = {}) => harness.run({ up_to: NOVEMBER, ...input });
const listHeld = () =>
  harness.query<{ run_id: string; as_of: string; missing: string[] }>(readSqlFile('cli/status/list_held_days.sql'));
const countEnded = async () =>
  (
    await harness.query(`select (select count(*)::int from staging.customers where ended_on is not null) as customers,
      (select count(*)::int from staging.loan_applications where ended_on is not null) as applications`)
  )[0];

let restoreOctober: (() => Promise<void>) | undefined;
/** Publishes October with 200 customers. */
async function publishOctober(): Promise<void> {
  await harness.land(OCTOBER, buildDay(OCTOBER), 'full');
  if (restoreOctober) return restoreOctober();
  expect(await harness.run({ up_to: OCTOBER })).toMatchObject({ status: 'SUCCEEDED' });
  restoreOctober = await saveRows(harness.lambdas.db.superuser);
}

/** Publishes October, then lands November in full with some of its rows. */
async function landNovember(tables: (keyof DeliveredTables)[], rows: number): Promise<void> {
  await publishOctober();
  const november = buildDay(NOVEMBER, Object.fromEntries(tables.map((table) => [table, keepFirst(rows)])));
  await harness.land(NOVEMBER, Object.fromEntries(tables.map((table) => [table, november[table]])), 'full');
}

describe('a full delivery is held', () => {
  test.each<[string, (keyof DeliveredTables)[], number, string]>([
    ['without a row of customers', ['customers'], 0, 'customers: 200 of 200 rows'],
    ['with a tenth of the customers', ['customers'], 20, 'customers: 180 of 200 rows'],
    ['with a tenth of the applications', ['loan_applications'], 20, 'loan_applications: 180 of 200 rows'],
    ['without a statement', ['credit_history'], 0, 'credit_history: 200 of 200 rows'],
    ['without a transaction', ['transactions'], 0, 'transactions: 200 of 200 rows'],
  ])('%s: nobody ends, and the day is named', async (_, tables, rows, missing) => {
    await landNovember(tables, rows);
    expect(await run()).toMatchObject({
      status: 'FAILED',
      error: 'MissingTooMany',
      cause: expect.stringContaining(missing),
    });
    expect(await countEnded()).toEqual({ customers: 0, applications: 0 });
    expect(await listHeld()).toMatchObject([{ as_of: NOVEMBER, missing: [missing] }]);
    const [shown] = await harness.query(
      "select description from analytics.quality_results where check_name = 'missing_rows' and not pass",
    );
    expect(shown?.description).toContain(`Would end ${missing}`);
  });

  test('every night again, until a person accepts that delivery; the reason is stored with the run', async () => {
    await landNovember(['customers'], 20);
    await run();
    expect(await run()).toMatchObject({ error: 'MissingTooMany' });
    const [held] = await listHeld();
    const accept_missing = { run_id: held?.run_id, by: 'jo', why: 'the branch was sold' };
    expect(await run({ accept_missing })).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'published' } });
    expect(await countEnded()).toMatchObject({ customers: 180 });
    expect(await listHeld()).toEqual([]);
    const [published] = await harness.query(
      `select description from analytics.quality_results join analytics.publications using (run_id)
       where check_name = 'missing_rows' and as_of = '${NOVEMBER}'`,
    );
    expect(published?.description).toContain('Accepted by jo: the branch was sold');
  });

  test('also when a person accepted another delivery of the day, or names a run that was not held', async () => {
    await landNovember(['customers'], 20);
    await run();
    const [held] = await listHeld();
    await harness.land(
      NOVEMBER,
      { customers: buildDay(NOVEMBER, { customers: keepFirst(3) }).customers ?? '' },
      'full',
    );
    const [published] = await harness.query<{ run_id: string }>('select run_id from analytics.publications');
    for (const run_id of [held?.run_id, published?.run_id]) {
      expect(await run({ accept_missing: { run_id, by: 'jo', why: 'sold' } })).toMatchObject({
        error: 'MissingTooMany',
      });
    }
    expect(await countEnded()).toMatchObject({ customers: 0 });
  });
});

describe('a full delivery is not held', () => {
  test('within its bound', async () => {
    await landNovember(['customers', 'loan_applications'], 160);
    expect(await run()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await countEnded()).toEqual({ customers: 40, applications: 40 });
  });

  test('of a lender with a handful of rows', async () => {
    const few = Object.fromEntries(['customers', 'loan_applications'].map((table) => [table, keepFirst(6)]));
    await harness.land(
      OCTOBER,
      buildDay(OCTOBER, { ...few, credit_history: keepFirst(6), transactions: keepFirst(6) }),
      'full',
    );
    expect(await harness.run({ up_to: OCTOBER })).toMatchObject({ status: 'SUCCEEDED' });
    await harness.land(
      NOVEMBER,
      { customers: buildDay(NOVEMBER, { customers: keepFirst(2) }).customers ?? '' },
      'full',
    );
    expect(await run()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await countEnded()).toMatchObject({ customers: 4 });
  });
});

describe('a published day whose scoring failed', () => {
  const findUnscored = () => harness.query(readSqlFile('cli/status/find_unscored_day.sql'));
  const failing = {
    Scoring: () => {
      throw new Error('no graph');
    },
  };

  test('is named with its open applications until it is scored', async () => {
    await harness.query('delete from predictions.model_metadata');
    await harness.land(OCTOBER, buildDay(OCTOBER), 'full');
    const first = await harness.run({ up_to: OCTOBER }, failing);
    expect(first).toMatchObject({ status: 'SUCCEEDED', output: { runs: [{ as_of: OCTOBER, scoring: 'failed' }] } });
    expect(await findUnscored()).toEqual([]); // without a champion nothing is scored
    await harness.query(INSERT_CHAMPION);
    expect(await findUnscored()).toMatchObject([{ as_of: OCTOBER, applications: '100' }]);
    harness.lambdas.useRole('risk_etl');
    await scoreWithoutModel({});
    expect(await findUnscored()).toEqual([]);
  });
});
