/** Imports on the real database: every delivered row is stored or rejected with its reason, also when tasks repeat. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { importPart } from '../../../lambdas/ingest/import/import-part.ts';
import { endRun } from '../../../lambdas/ingest/runs/run-lifecycle.ts';
import { TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';
import { RunHasEnded } from '../../../lambdas/shared/locks/run-fence.ts';
import { PARTITIONS } from '../../../lambdas/shared/runs/partitions.ts';
import { type Run, TableName } from '../../../lambdas/shared/runs/run.ts';
import {
  buildDeliveredFile,
  deliverFile,
  type IngestHarness,
  prepareDeliveredFile,
  startIngestHarness,
  startRun,
  WORK_LOCATION,
} from '../../../testing/workflows/ingest-harness.ts';

let harness: IngestHarness;
let run: Run;
beforeAll(async () => {
  harness = await startIngestHarness();
});
afterAll(() => harness?.stop());
beforeEach(async () => {
  await harness.clear();
  run = await startRun(harness);
  await deliverFile(harness, run, 'customers', 'customer_id\nc1\nc2\n', { name: 'known.csv.gz' });
});

const rejected = () =>
  harness.query('select file, line::int, reason, row from staging.rejected_rows order by table_name, file, line');

/** The rows of staging without times and run ids. */
const tables = async () => {
  const contents: Record<string, unknown> = {};
  for (const table of ['customers', 'loan_applications', 'credit_history', 'transactions', 'superseded_rows']) {
    const aside = "'{loaded_at,run_id,replaced_at,replaced_by_run}'::text[]";
    contents[table] = await harness.query(
      `select (to_jsonb(t) - ${aside})::text as row from staging.${table} t where to_jsonb(t) ->> 'source_file' is
       distinct from 'known.csv.gz' order by 1`,
    );
  }
  contents.rejected = await rejected();
  return contents;
};

test('the staging tables have the key, the partitions and the column types of the contract', async () => {
  const types = { money: 'numeric(14,2)', rate: 'numeric(9,6)', timestamp: 'timestamp without time zone' };
  for (const table of TableName.options) {
    const { columns, stagingKey, isPartitioned } = TABLE_CONTRACTS[table];
    const [stored] = await harness.query(
      `select (select array_agg(attname::text order by place) from unnest(conkey) with ordinality as key (attnum, place)
         join pg_attribute on attrelid = conrelid and pg_attribute.attnum = key.attnum) as key,
         (select count(*)::int from pg_inherits where inhparent = conrelid) as partitions,
         (select jsonb_object_agg(attname, format_type(atttypid, atttypmod)) from pg_attribute
          where attrelid = conrelid and attnum > 0) as types
       from pg_constraint where contype = 'p' and conrelid = ('staging.' || $1)::regclass`,
      [table],
    );
    expect({ table, key: stored?.key }).toEqual({ table, key: stagingKey });
    expect({ table, partitions: stored?.partitions }).toEqual({ table, partitions: isPartitioned ? PARTITIONS : 0 });
    const typed = columns.filter(({ isPersonal }) => !isPersonal);
    expect(stored?.types).toMatchObject(
      Object.fromEntries(typed.map(({ name, type }) => [name, (types as Record<string, string>)[type] ?? type])),
    );
  }
});

describe('an accepted row', () => {
  test('is stored with types, attributes and source line', async () => {
    const csv = 'application_id,customer_id,applied_at,amount,annual_rate,status,defaulted,outcome_date,grade,dti\n';
    const row = 'a1,c1,2005-09-01T10:30:00Z,1200.50,0.125,active,true,2005-10-01,B,0.31\n';
    const attributes = { grade: 'category', dti: 'number' } as const;
    const sum = await deliverFile(harness, run, 'loan_applications', csv + row, { attributes });
    expect(sum).toEqual({ accepted: 1, rejected: 0 });
    const [stored] = await harness.query('select to_jsonb(a) - $1::text[] as row from staging.loan_applications a', [
      ['loaded_at', 'purpose', 'term_months', 'collateral_value', 'monthly_debt_payments', 'ended_on', 'ended_by_run'],
    ]);
    expect(stored?.row).toEqual({
      application_id: 'a1',
      customer_id: 'c1',
      valid_from: '2005-10-01',
      applied_at: '2005-09-01T10:30:00',
      amount: 1200.5,
      annual_rate: 0.125,
      status: 'active',
      defaulted: true,
      outcome_date: '2005-10-01',
      attributes: { grade: 'B', dti: 0.31 },
      run_id: run.run_id,
      source_file: 'loan_applications.csv.gz',
      source_line: 2,
    });
  });

  test('may have integers with a point, and an outcome that is dated after the delivery', async () => {
    const customer = await deliverFile(harness, run, 'customers', 'customer_id,dependants\nc7,2.0\n');
    const csv =
      'application_id,customer_id,applied_at,amount,defaulted,outcome_date\na7,c7,2005-09-01,1,1,2005-11-01\n';
    expect([customer, await deliverFile(harness, run, 'loan_applications', csv)]).toEqual([
      { accepted: 1, rejected: 0 },
      { accepted: 1, rejected: 0 },
    ]);
  });

  test('may have only its key', async () => {
    const csv = 'customer_id,as_of,balance,oldest_account_date\nc1,2005-09-30,,\n';
    expect(await deliverFile(harness, run, 'credit_history', csv)).toEqual({ accepted: 1, rejected: 0 });
  });
});

describe('a rejected row has its reason', () => {
  const header: Record<TableName, string> = {
    customers: 'customer_id,birth_date,dependants,annual_income,sex,full_name',
    credit_history: 'customer_id,as_of,credit_score,balance,months_past_due',
    transactions: 'transaction_id,customer_id,booked_at,amount',
    loan_applications:
      'application_id,customer_id,applied_at,amount,term_months,annual_rate,status,defaulted,outcome_date',
  };
  const long = 'x'.repeat(201);
  const faults: [reason: string, table: TableName, row: string][] = [
    ['missing_key', 'customers', ',1980-01-01,0,1,f,Jane'],
    ['missing_key', 'customers', '  ,1980-01-01,0,1,f,Jane'],
    ['too_long:customer_id', 'customers', `${long},,,,,`],
    ['invalid_id:customer_id', 'customers', 'c\u00853,,,,,'],
    ['misplaced_values', 'customers', 'c3,Jane,Road,1,f,Doe'],
    ['missing_key', 'credit_history', 'c1,,1,1,0'],
    ['not_a_date:as_of', 'credit_history', 'c1,2005-13-01,1,1,0'],
    ['in_future:as_of', 'credit_history', 'c1,2005-10-31,1,1,0'],
    ['unknown_customer', 'credit_history', 'nobody,2005-09-30,1,1,0'],
    ['missing_key', 'transactions', ',c1,2005-09-30,1'],
    ['missing_value:customer_id', 'transactions', 't1,,2005-09-30,1'],
    ['missing_value:amount', 'transactions', 't1,c1,2005-09-30,'],
    ['not_a_number:amount', 'transactions', 't1,c1,2005-09-30,nan'],
    ['unknown_customer', 'transactions', 't1,nobody,2005-09-30,1'],
    ['missing_value:applied_at', 'loan_applications', 'a1,c1,,1,,,,,'],
    ['missing_value:amount', 'loan_applications', 'a1,c1,2005-09-01,,,,,,'],
    ['in_future:applied_at', 'loan_applications', 'a1,c1,2005-10-03,1,,,,,'],
    ['out_of_range:amount', 'loan_applications', 'a1,c1,2005-09-01,-1,,,,,'],
    ['unknown_customer', 'loan_applications', 'a1,nobody,2005-09-01,1,,,,,'],
    ['ragged_line', 'transactions', 't1,c1'],
    ['broken_quoting', 'transactions', 't1,c1,2005-09-30,"1'],
  ];

  test.each(TableName.options)('in %s', async (table) => {
    const expected = faults.filter((fault) => fault[1] === table);
    const rows = expected.map((fault) => fault[2]).join('\n');
    const sum = await deliverFile(harness, run, table, `${header[table]}\n${rows}\n`);
    expect(sum).toEqual({ accepted: 0, rejected: expected.length });
    const found = await rejected();
    expect(found.map(({ line, reason }) => [line, reason])).toEqual(expected.map(([reason], i) => [i + 2, reason]));
    expect(JSON.stringify(found)).not.toContain('Jane');
  });
});

test('an invalid optional value is unknown and counted, and the customer keeps the applications', async () => {
  const customers = 'customer_id,birth_date,annual_income\nc7,2005-10-02,12k\nc8,1980-02-30,1\n';
  expect(await deliverFile(harness, run, 'customers', customers)).toEqual({ accepted: 2, rejected: 0 });
  const applications = 'application_id,customer_id,applied_at,amount,defaulted\na7,c7,2005-10-02T11:00:00Z,1,0.0\n';
  expect(await deliverFile(harness, run, 'loan_applications', applications)).toEqual({ accepted: 1, rejected: 0 });
  const stored =
    "select birth_date, annual_income::int from staging.customers where customer_id in ('c7', 'c8') order by customer_id";
  expect(await harness.query(stored)).toEqual([
    { birth_date: null, annual_income: null },
    { birth_date: null, annual_income: 1 },
  ]);
  const counted =
    "select rejected_values from staging.loads where table_name = 'customers' and rejected_values <> '[]'";
  expect(await harness.query(counted)).toEqual([
    {
      rejected_values: [
        { column: 'birth_date', fault: 'in_future', values: 1, delivered: 2, lines: [2] },
        { column: 'birth_date', fault: 'not_a_date', values: 1, delivered: 2, lines: [3] },
        { column: 'annual_income', fault: 'not_a_number', values: 1, delivered: 2, lines: [2] },
      ],
    },
  ]);
});

describe('two rows with the same key', () => {
  const header = 'transaction_id,customer_id,amount\n';
  const stored = () =>
    harness.query(
      'select transaction_id as id, amount::int, source_line::int as line from staging.transactions order by 1',
    );

  test('in one part: the last one is stored', async () => {
    const sum = await deliverFile(harness, run, 'transactions', `${header}t1,c1,1\nt2,c1,2\nt1,c1,3\nt1,c1,bad\n`);
    expect(sum).toEqual({ accepted: 2, rejected: 2 });
    expect(await stored()).toEqual([
      { id: 't1', amount: 3, line: 4 },
      { id: 't2', amount: 2, line: 3 },
    ]);
    expect(await rejected()).toMatchObject([
      { line: 2, reason: 'duplicate_key', row: { transaction_id: 't1', amount: 1 } },
      { line: 5, reason: 'not_a_number:amount' },
    ]);
  });

  test.each(['in order', 'in reverse', 'at once', 'twice'])(
    'in three parts, imported %s: the last one counts',
    async (order) => {
      const lines = Array.from({ length: 60 }, (_, i) => `t${i % 20},c${(i % 2) + 1},${i}`).join('\n');
      const parts = await prepareDeliveredFile(
        harness,
        run,
        buildDeliveredFile('transactions', `${header}${lines}\n`),
        {
          rows: 20,
          textLength: 1e9,
        },
      );
      expect(parts).toHaveLength(3);
      if (order === 'in reverse') parts.reverse();
      const importAll = () => Promise.all(parts.map((part) => importPart(harness.database, WORK_LOCATION, run, part)));
      if (order === 'at once') await importAll();
      else
        for (const part of order === 'twice' ? [...parts, ...parts] : parts)
          await importPart(harness.database, WORK_LOCATION, run, part);
      const result = await stored();
      expect(result).toHaveLength(20);
      expect(result.every(({ amount }) => Number(amount) >= 40)).toBe(true);
      const losers = await rejected();
      expect(losers.map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
      expect(new Set(losers.map(({ reason }) => reason))).toEqual(new Set(['duplicate_key']));
    },
  );

  test('in two files: the one in the last file by name is stored', async () => {
    await deliverFile(harness, run, 'transactions', `${header}t1,c1,2\n`, { name: 'b.csv.gz' });
    await deliverFile(harness, run, 'transactions', `${header}t1,c1,1\n`, { name: 'a.csv.gz' });
    expect(await stored()).toMatchObject([{ amount: 2 }]);
    expect(await rejected()).toMatchObject([{ file: 'a.csv.gz', reason: 'duplicate_key' }]);
  });
});

describe('a later delivery', () => {
  const header = 'customer_id,as_of,balance\n';
  const superseded = () =>
    harness.query("select key, row ->> 'balance' as balance from staging.superseded_rows order by 1");

  test('corrects a statement and keeps the corrected row; importing it again changes nothing', async () => {
    await deliverFile(harness, run, 'credit_history', `${header}c1,2005-08-31,1\nc2,2005-08-31,2\n`);
    const later = await startRun(harness, '2005-11-01');
    await deliverFile(harness, later, 'credit_history', `${header}c1,2005-08-31,7\nc2,2005-08-31,2\n`);
    expect(await superseded()).toEqual([{ key: '["c1", "2005-08-31"]', balance: '1.00' }]);
    const rows = await harness.query(
      'select customer_id as id, balance::int, run_id from staging.credit_history order by 1',
    );
    expect(rows).toEqual([
      { id: 'c1', balance: 7, run_id: later.run_id },
      { id: 'c2', balance: 2, run_id: later.run_id },
    ]);
  });

  test('adds a version of a customer', async () => {
    const later = await startRun(harness, '2005-11-01');
    await deliverFile(harness, later, 'customers', 'customer_id,annual_income\nc1,100\n');
    const versions = await harness.query(
      "select valid_from::text, annual_income::int from staging.customers where customer_id = 'c1' order by 1",
    );
    expect(versions).toEqual([
      { valid_from: '2005-10-01', annual_income: null },
      { valid_from: '2005-11-01', annual_income: 100 },
    ]);
  });

  test('supersedes the same rows in whatever order its parts are imported', async () => {
    const results = [];
    for (const turn of ['in order', 'in reverse']) {
      await harness.clear();
      run = await startRun(harness);
      await deliverFile(harness, run, 'customers', 'customer_id\nc1\n', { name: 'known.csv.gz' });
      await deliverFile(harness, run, 'credit_history', `${header}c1,2005-08-31,1\n`, { name: 'first.csv.gz' });
      const later = await startRun(harness, '2005-11-01');
      const file = buildDeliveredFile('credit_history', `${header}c1,2005-08-31,1\nc1,2005-08-31,9\n`, {
        name: 'again.csv.gz',
      });
      const parts = await prepareDeliveredFile(harness, later, file, { rows: 1, textLength: 1e9 });
      if (turn === 'in reverse') parts.reverse();
      for (const part of parts) await importPart(harness.database, WORK_LOCATION, later, part);
      results.push({ superseded: await superseded(), rejected: await rejected() });
    }
    expect(results[0]?.superseded).toHaveLength(1);
    expect(results[1]).toEqual(results[0]);
  });
});

describe('a task', () => {
  const csv = 'transaction_id,customer_id,amount\nt1,c1,1\nt1,c1,2\nt2,nobody,3\nt3,c2\n';

  test('is idempotent', async () => {
    const parts = await prepareDeliveredFile(harness, run, buildDeliveredFile('transactions', csv));
    for (const part of parts) await importPart(harness.database, WORK_LOCATION, run, part);
    const once = await tables();
    for (const part of await prepareDeliveredFile(harness, run, buildDeliveredFile('transactions', csv))) {
      await importPart(harness.database, WORK_LOCATION, run, part);
    }
    expect(await tables()).toEqual(once);
    const [sums] = await harness.query(
      `select (select sum(rows_delivered)::int from staging.loads where table_name = 'transactions') as delivered,
        (select count(*)::int from staging.transactions) + (select count(*)::int from staging.rejected_rows) as found`,
    );
    expect(sums).toEqual({ delivered: 4, found: 4 });
  });

  test('of a run that has ended writes nothing', async () => {
    const parts = await prepareDeliveredFile(harness, run, buildDeliveredFile('transactions', csv));
    await endRun(harness.database, run.run_id, 'abandoned', {});
    await expect(importPart(harness.database, WORK_LOCATION, run, parts[0] as never)).rejects.toThrow(RunHasEnded);
    await expect(prepareDeliveredFile(harness, run, buildDeliveredFile('transactions', csv))).rejects.toThrow(
      RunHasEnded,
    );
    expect(await harness.query('select * from staging.transactions')).toEqual([]);
  });
});
