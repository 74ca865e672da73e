/** Full and delta deliveries day by day: which rows are soft-deleted, which return, and which never change. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { closeRun } from '../../../lambdas/ingest/runs/close-run.ts';
import { publishRun } from '../../../lambdas/ingest/runs/publish-run.ts';
import type { DeliveryMode, Run, TableName } from '../../../lambdas/shared/runs/run.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import {
  deliverFile,
  type IngestHarness,
  startIngestHarness,
  startRun,
} from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(() => harness?.stop());
beforeEach(() => harness.clear());

/** The partition of all customers here: c1, c12, c13 and c34. */
const PARTITION = 10;

interface File {
  rows: string[];
  mode?: DeliveryMode;
  name?: string;
}
type Day = Partial<Record<TableName, File | File[]>>;

const headers: Record<TableName, string> = {
  customers: 'customer_id,annual_income',
  credit_history: 'customer_id,as_of,balance,credit_limit',
  transactions: 'transaction_id,customer_id,booked_at,amount',
  loan_applications: 'application_id,customer_id,applied_at,amount,status,defaulted,outcome_date',
};

/** Delivers a day and builds its features, as the workflow does before the quality checks. */
async function build(asOf: string, day: Day): Promise<Run> {
  const run = await startRun(harness, asOf);
  for (const table of ['customers', 'credit_history', 'transactions', 'loan_applications'] as const) {
    for (const { rows, ...options } of [day[table] ?? []].flat()) {
      await deliverFile(harness, run, table, `${[headers[table], ...rows].join('\n')}\n`, options);
    }
  }
  await buildPartition(harness.database, run, PARTITION);
  return run;
}

async function publish(asOf: string, day: Day): Promise<Run> {
  const run = await build(asOf, day);
  await publishRun(harness.database, run);
  return run;
}

const customersOf = async ({ run_id }: Run) =>
  (
    await harness.query('select customer_id from analytics.customer_features where run_id = $1 order by 1', [run_id])
  ).map(({ customer_id }) => customer_id);
const features = (run: Run, columns: string) =>
  harness.query(
    `select application_id as id, ${columns} from analytics.risk_features where run_id = $1 order by 1, as_of`,
    [run.run_id],
  );
const ids = async (run: Run) => (await features(run, 'true')).map(({ id }) => id);
const ended = (table: TableName) =>
  harness.query(`select count(*)::int as n from staging.${table} where ended_on is not null`).then(([row]) => row?.n);

/** All of staging. */
const staging = async () => {
  const contents: Record<string, unknown> = {};
  for (const table of ['customers', 'loan_applications', 'credit_history', 'transactions', 'superseded_rows']) {
    const aside = "'{run_id,source_file,source_line}'::text[]";
    contents[table] = await harness.query(
      `select (to_jsonb(t) - ${aside})::text as row from staging.${table} t order by 1`,
    );
  }
  return contents;
};

const full = (...rows: string[]): File => ({ mode: 'full', rows });
const delta = (...rows: string[]): File => ({ mode: 'delta', rows });

const firstDay: Day = {
  customers: full('c1,100', 'c12,200', 'c13,300'),
  credit_history: full('c1,2005-08-31,10,100', 'c1,2005-09-30,20,100', 'c12,2005-09-30,30,100'),
  transactions: full('t1,c1,2005-09-10,50', 't2,c1,2005-09-20,70', 't3,c12,2005-09-20,90'),
  loan_applications: full(
    'open1,c1,2005-09-29,1000,received,,',
    'open2,c12,2005-09-29,1000,received,,',
    'done1,c1,2005-09-25,500,closed,false,2005-09-30',
  ),
};

describe('a row that a full delivery no longer contains', () => {
  test('a customer has no customer_features until it is delivered again', async () => {
    const first = await publish('2005-10-01', firstDay);
    expect(await customersOf(first)).toEqual(['c1', 'c12', 'c13']);
    const second = await publish('2005-11-01', { customers: full('c1,100', 'c34,400') });
    expect(await customersOf(second)).toEqual(['c1', 'c34']);
    expect(await customersOf(first)).toEqual(['c1', 'c12', 'c13']);
    const third = await publish('2005-12-01', { customers: delta('c12,250') });
    expect(await customersOf(third)).toEqual(['c1', 'c12', 'c34']);
  });

  test('an application is no longer open and not scored; with an outcome it stays a training example', async () => {
    await publish('2005-10-01', firstDay);
    const second = await publish('2005-11-01', {
      loan_applications: full('open2,c12,2005-09-29,1000,received,,', 'new3,c13,2005-10-15,10,received,,'),
    });
    expect(await ids(second)).toEqual(['new3', 'open2']);
    const examples = await harness.query('select application_id from analytics.training_examples');
    expect(examples).toEqual([{ application_id: 'done1' }]);
    const third = await publish('2005-12-01', { loan_applications: delta('open1,c1,2005-09-29,1000,received,,') });
    expect(await ids(third)).toEqual(['new3', 'open1', 'open2']);
  });

  test('an application is not scored either when an earlier run is scored', async () => {
    const first = await publish('2005-10-01', firstDay);
    await publish('2005-11-01', { loan_applications: full('open2,c12,2005-09-29,1000,received,,') });
    await harness.query('delete from analytics.publications where run_id <> $1', [first.run_id]);
    const open = await harness.database.transaction(async (transaction) => {
      const of = { run_id: first.run_id, model_version: 'm', policy_version: 'p', segments: '[]', arms: '[]' };
      await transaction.execute(readSqlFile('scoring/create_open_applications.sql'), of);
      return transaction.query('select application_id from open_applications');
    });
    expect(open).toEqual([]); // open1 has ended, the rows of open2 are replaced by newer ones
  });

  test('an event is in no feature from that day on, and still in features as of an earlier time', async () => {
    const first = await publish('2005-10-01', firstDay);
    const [done] = (await features(first, 'statements_6m, balance, inflow_90d')).filter(({ id }) => id === 'done1');
    expect(done).toMatchObject({ statements_6m: 1, balance: 10, inflow_90d: 120 });
    const second = await publish('2005-11-01', {
      credit_history: full('c1,2005-09-30,20,100', 'c12,2005-09-30,30,100', 'c12,2005-10-31,1,100'),
      transactions: full('t2,c1,2005-09-20,70', 't3,c12,2005-09-20,90'),
      // The application is older than the soft-delete: it counts the rows of its own time.
      loan_applications: delta('done5,c1,2005-09-28,10,closed,true,2005-10-30'),
    });
    expect(await features(second, 'statements_6m, inflow_90d')).toEqual([
      { id: 'done5', statements_6m: 1, inflow_90d: 120 },
      { id: 'open1', statements_6m: 1, inflow_90d: 70 },
      { id: 'open2', statements_6m: 2, inflow_90d: 90 },
    ]);
    expect(
      await harness.query("select balance::int from analytics.current_features where application_id = 'done1'"),
    ).toEqual([{ balance: 10 }]);
    const third = await publish('2005-12-01', { transactions: delta('t1,c1,2005-09-10,50') });
    expect((await features(third, 'inflow_90d')).find(({ id }) => id === 'open1')).toMatchObject({ inflow_90d: 120 });
    expect(await ended('transactions')).toBe(0);
  });

  test('is in none of the files of the table, gzipped or not', async () => {
    await publish('2005-10-01', firstDay);
    const second = await publish('2005-11-01', {
      customers: [
        { mode: 'full', name: 'customers-a.csv', rows: ['c1,100'] },
        { mode: 'full', name: 'customers-b.csv.gz', rows: ['c13,300', 'c1,150'] },
      ],
    });
    expect(await customersOf(second)).toEqual(['c1', 'c13']);
    const incomes = await harness.query(
      "select annual_income::int from staging.customers where customer_id = 'c1' and valid_from = '2005-11-01'",
    );
    expect(incomes).toEqual([{ annual_income: 150 }]);
  });

  test('is not a rejected row: its stored row stays as it was', async () => {
    await publish('2005-10-01', firstDay);
    const second = await publish('2005-11-01', {
      customers: full('c1,100', 'c12,much', 'c1,120'),
      credit_history: full('c1,2005-09-30,20,100', 'c12,2005-09-30,bad,100'),
    });
    expect(await customersOf(second)).toEqual(['c1', 'c12']); // c13 ended
    expect(await features(second, 'statements_6m')).toEqual([
      { id: 'open1', statements_6m: 1 },
      { id: 'open2', statements_6m: 1 },
    ]);
  });

  test.each(['c1', ',5', '"c12,5'])(
    'is unknown when a rejected row %p has no known customer: then nothing is soft-deleted',
    async (unreadable) => {
      await publish('2005-10-01', firstDay);
      const second = await publish('2005-11-01', { customers: full('c1,100', unreadable) });
      expect(await customersOf(second)).toEqual(['c1', 'c12', 'c13']);
    },
  );

  test('is not soft-deleted by a delta, nor in a table that was not delivered', async () => {
    await publish('2005-10-01', firstDay);
    const second = await publish('2005-11-01', { customers: delta('c1,1'), credit_history: full() });
    expect(await customersOf(second)).toEqual(['c1', 'c12', 'c13']);
    expect([await ended('customers'), await ended('transactions'), await ended('loan_applications')]).toEqual([
      0, 0, 0,
    ]);
    expect(await ended('credit_history')).toBe(3);
  });
});

describe('a run that is not published', () => {
  const later: Day = {
    customers: full('c13,1'),
    credit_history: full('c1,2005-08-31,77,100'),
    transactions: full('t3,c12,2005-09-20,90'),
    loan_applications: full('open1,c1,2005-09-29,1000,received,,'),
  };

  test('soft-deletes nothing: the undo clears its soft-deletes', async () => {
    await publish('2005-10-01', firstDay);
    await publish('2005-10-15', { credit_history: full('c1,2005-09-30,20,100', 'c12,2005-09-30,30,100') });
    const before = await staging();
    const run = await build('2005-11-01', later);
    expect(await ended('customers')).toBeGreaterThan(0);
    expect(await staging()).not.toEqual(before);
    await closeRun(harness.database, run, 'gate_failed', {});
    expect(await staging()).toEqual(before);
  });

  test('soft-deletes the same rows when it is built twice', async () => {
    await publish('2005-10-01', firstDay);
    const run = await build('2005-11-01', later);
    const once = await staging();
    await buildPartition(harness.database, run, PARTITION);
    expect(await staging()).toEqual(once);
  });
});

describe('a day that is delivered late, or again', () => {
  test('soft-deletes no row of a later delivery, and restores no row that a later day soft-deleted', async () => {
    await publish('2005-09-01', { customers: full('c1,1', 'c12,2'), credit_history: delta('c1,2005-08-31,1,9') });
    await publish('2005-11-01', {
      customers: full('c1,1'),
      credit_history: full('c1,2005-08-31,1,9', 'c1,2005-09-30,2,9'),
    });
    const late = await publish('2005-10-01', { customers: full('c12,2'), credit_history: full() });
    expect(await customersOf(late)).toEqual(['c12']);
    expect(await ended('credit_history')).toBe(0);
    const next = await publish('2005-12-01', {});
    expect(await customersOf(next)).toEqual(['c1']);
  });

  test('replaces the delivery of the same day', async () => {
    await publish('2005-10-01', firstDay);
    const second = await publish('2005-10-01', { customers: full('c1,100', 'c13,300') });
    expect(await customersOf(second)).toEqual(['c1', 'c13']);
    const third = await publish('2005-10-01', { customers: full('c1,100', 'c12,300') });
    expect(await customersOf(third)).toEqual(['c1', 'c12']);
  });
});

describe('late and corrected records', () => {
  const columns = 'annual_income, statements_6m, balance, inflow_90d';

  test('change the open applications of their customer, and nothing else', async () => {
    const first = await publish('2005-10-01', firstDay);
    const frozen = () =>
      harness.query("select to_jsonb(f)::text as row from analytics.current_features f where application_id = 'done1'");
    const before = await frozen();
    const unchanged = (await features(first, columns)).filter(({ id }) => id === 'open2');
    const second = await publish('2005-10-02', {
      customers: delta('c1,999'),
      credit_history: delta('c1,2005-09-30,25,100', 'c1,2005-07-31,5,100'), // corrected, and late
      transactions: delta('t1,c1,2005-09-10,55', 't9,c1,2005-09-01,1'),
    });
    const built = await features(second, columns);
    expect(built.filter(({ id }) => id === 'open2')).toEqual(unchanged);
    expect(built.filter(({ id }) => id === 'open1')).toEqual([
      { id: 'open1', annual_income: 999, statements_6m: 3, balance: 25, inflow_90d: 126 },
    ]);
    expect(await frozen()).toEqual(before);
  });

  test('the first outcome freezes the features as of the application, with the customer as known then', async () => {
    await publish('2005-10-01', firstDay);
    await publish('2005-10-15', { customers: delta('c1,999'), credit_history: delta('c1,2005-10-10,77,100') });
    const third = await publish('2005-11-01', {
      loan_applications: delta('open1,c1,2005-09-29,9999,closed,true,2005-10-31'),
    });
    const [labelled] = await features(third, `as_of::text, ${columns}, amount`);
    expect(labelled).toEqual({
      id: 'open1',
      as_of: '2005-09-29 00:00:00',
      annual_income: 100,
      statements_6m: 1,
      balance: 10,
      inflow_90d: 120,
      amount: 1000,
    });
  });
});

describe('features of earlier days', () => {
  const kept = () =>
    harness.query(`select application_id as id, as_of::date::text from analytics.risk_features order by 1, 2`);

  test('are deleted for open applications when newer ones are published; frozen features stay', async () => {
    await publish('2005-10-01', firstDay);
    await publish('2005-10-02', {});
    const open = await build('2005-10-03', {
      loan_applications: delta('open2,c12,2005-09-29,1000,closed,false,2005-10-02'),
    });
    expect(await kept()).toEqual([
      { id: 'done1', as_of: '2005-09-25' },
      { id: 'open1', as_of: '2005-10-02' },
      { id: 'open1', as_of: '2005-10-03' },
      { id: 'open2', as_of: '2005-09-29' },
      { id: 'open2', as_of: '2005-10-02' },
    ]);
    await publishRun(harness.database, open);
    expect(await kept()).toEqual([
      { id: 'done1', as_of: '2005-09-25' },
      { id: 'open1', as_of: '2005-10-03' },
      { id: 'open2', as_of: '2005-09-29' },
      { id: 'open2', as_of: '2005-10-02' },
    ]);
  });
});
