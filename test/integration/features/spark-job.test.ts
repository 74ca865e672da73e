/**
 * The database's part of a large day: what is exported for Spark, in which pieces, and what is taken in of what Spark
 * wrote. Spark itself is in spark/tests; here PostgreSQL writes what it would.
 */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { exportPartition } from '../../../lambdas/features/export-partition.ts';
import { composeFeatureQueries } from '../../../lambdas/features/feature-statements.ts';
import { importPartition } from '../../../lambdas/features/import-partition.ts';
import { writePlan } from '../../../lambdas/features/plan-job.ts';
import { sparkJobName } from '../../../lambdas/features/spark-job.ts';
import { closeRun } from '../../../lambdas/ingest/runs/close-run.ts';
import { createObjectStore, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import {
  sparkInputPrefix,
  sparkOutputPartitionPrefix,
  sparkPlanKey,
  sparkSuccessKey,
} from '../../../lambdas/shared/object-keys.ts';
import type { Run } from '../../../lambdas/shared/runs/run.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { openTestRun, publishTestRun } from '../../../testing/database/rows.ts';
import { AS_OF, deliverDifficultLender, INHABITED_PARTITIONS } from '../../../testing/lenders/difficult-lender.ts';
import { readBuiltRows } from '../../../testing/workflows/build-features.ts';

const work = { bucket: 'work', region: 'eu-west-1' };
const TABLES = ['risk_features', 'customer_features'] as const;

let s3: TestMiniStack;
let db: MigratedDatabase;
let store: ObjectStore;
let published: Run;
let expected: unknown;
let runs = 1;

beforeAll(async () => {
  s3 = await startTestMiniStack();
  db = await startMigratedDatabase({ s3Endpoint: s3.endpoint, s3PartBytes: 4096 });
  await s3.client.send(new CreateBucketCommand({ Bucket: work.bucket }));
  store = createObjectStore(s3.client);
  await deliverDifficultLender(db.superuser, 60, 3);
  published = await openTestRun(db.superuser, runs, '2024-06-01');
  await build(published);
  await publishTestRun(db.superuser, published);
  expected = await publishedRows();
});
afterAll(async () => {
  await db?.stop();
  await s3?.stop();
});

let run: Run;
beforeEach(async () => {
  runs += 1;
  run = await openTestRun(db.superuser, runs, AS_OF);
});

const publishedRows = () => Promise.all(TABLES.map((table) => readBuiltRows(db, table, published)));
const rowsOfRun = () => Promise.all(TABLES.map((table) => readBuiltRows(db, table, run)));
const build = async (of: Run) => {
  for (const partition of INHABITED_PARTITIONS) await buildPartition(database(), of, partition);
};
const database = () => db.connect('risk_etl');
const takeIn = (partition: number) => importPartition(database(), store, work, run, partition);

/** Keys below the job's input, and what all objects of a table hold, line by line. */
async function exported(table: string): Promise<{ keys: string[]; lines: string[] }> {
  const keys: string[] = [];
  let text = '';
  for await (const { key } of store.list(work.bucket, `${sparkInputPrefix(sparkJobName(run))}${table}/`)) {
    keys.push(key.slice(sparkInputPrefix(sparkJobName(run)).length + table.length + 1));
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: work.bucket, Key: key }));
    text += await Body?.transformToString();
  }
  return { keys, lines: text.split('\n').filter(Boolean).sort() };
}

/** Writes to S3 what Spark would: the rows that PostgreSQL has built for the run, which are then gone from the tables. */
async function writeAsSpark(of: readonly (typeof TABLES)[number][], files = 1): Promise<void> {
  await build(run);
  for (const query of composeFeatureQueries(0).filter(({ table }) => of.includes(table))) {
    const names = Object.keys(query.columns);
    for (const partition of INHABITED_PARTITIONS) {
      for (let file = 0; file < files; file += 1) {
        const select = `select ${names.join(', ')} from analytics.${query.table}
          where run_id = '${run.run_id}' and partition = ${partition} and mod(abs(hashtext(customer_id)), ${files}) = ${file}`;
        const key = `${sparkOutputPartitionPrefix(sparkJobName(run), query.table, partition)}part-0000${file}-x.txt`;
        await db.superuser.query(
          "select aws_s3.query_export_to_s3($1, aws_commons.create_s3_uri($2, $3, $4), 'format text')",
          [select, work.bucket, key, work.region],
        );
      }
    }
    await s3.client.send(
      new PutObjectCommand({ Bucket: work.bucket, Key: sparkSuccessKey(sparkJobName(run), query.table), Body: '' }),
    );
  }
  for (const table of TABLES)
    await db.superuser.query(`delete from analytics.${table} where run_id = $1`, [run.run_id]);
}

describe('an export', () => {
  test('has every row once, in however many pieces, and the same files again when it is tried again', async () => {
    const tables = ['staging_transactions', 'staging_credit_history', 'staging_customers'];
    const place = { ...work, kms_key: s3.keyArn };
    await exportPartition(database(), place, run, 3);
    const whole = await Promise.all(tables.map(exported));
    expect(whole[0]?.lines.length).toBeGreaterThan(100);
    runs += 1;
    run = await openTestRun(db.superuser, runs, AS_OF);
    const { rows } = await exportPartition(database(), place, run, 3, 3);
    const pieces = await Promise.all(tables.map(exported));
    expect(pieces.map(({ lines }) => lines)).toEqual(whole.map(({ lines }) => lines));
    const began = pieces.map(({ keys }) => keys.filter((key) => !key.includes('_part')));
    const of = (...numbers: number[]) => numbers.map((piece) => `partition=3/data-${piece}`);
    expect(began).toEqual([of(0, 1, 2), of(0, 1, 2), of(0)]);
    expect(await exportPartition(database(), place, run, 3, 3)).toEqual({ rows });
    expect(await Promise.all(tables.map(exported))).toEqual(pieces);
  });

  test('is in as many pieces as the largest partition needs', async () => {
    const plan = (pieceBytes?: number) => writePlan(database(), store, work.bucket, run, pieceBytes);
    expect(await plan()).toEqual({ job_name: `risk-features-${run.run_id}`, pieces: 1 });
    const { rows } = await db.superuser.query(`select max(pg_relation_size(oid))::int as bytes from pg_class
      where relname ~ '^(transactions|credit_history)_p[0-9]{2}$'`);
    expect(await plan(rows[0].bytes)).toMatchObject({ pieces: 1 });
    expect(await plan(Math.ceil(rows[0].bytes / 5))).toMatchObject({ pieces: 5 });
    expect(await store.getJson(work.bucket, sparkPlanKey(sparkJobName(run)))).toMatchObject({
      format: 1,
      partitions: 16,
    });
  });

  test('of a run that has ended writes nothing', async () => {
    await closeRun(database(), run, 'failed', {});
    await expect(exportPartition(database(), { ...work, kms_key: s3.keyArn }, run, 3)).rejects.toThrow('not running');
    expect(await exported('staging_transactions')).toEqual({ keys: [], lines: [] });
  });
});

describe('what Spark built', () => {
  test('is taken in as it is, from several files, and once however often it is tried', async () => {
    await build(run);
    const built = await rowsOfRun();
    await writeAsSpark(TABLES, 3);
    for (const partition of [...INHABITED_PARTITIONS, ...INHABITED_PARTITIONS, 5]) await takeIn(partition);
    expect(await rowsOfRun()).toEqual(built);
    expect(await takeIn(5)).toEqual({ applications: 0, customers: 0 });
  });

  test('is not taken in before all of it is written, and then nothing of the other table is either', async () => {
    await writeAsSpark(['risk_features']);
    await expect(takeIn(3)).rejects.toMatchObject({ name: 'ObjectMissing' });
    expect(await rowsOfRun()).toEqual([[], []]);
  });

  test('changes nothing once its run has ended', async () => {
    await writeAsSpark(TABLES);
    await closeRun(database(), run, 'failed', {});
    await expect(takeIn(3)).rejects.toMatchObject({ name: 'RunHasEnded' });
    expect(await rowsOfRun()).toEqual([[], []]);
  });
});

test('a job that fails when half is taken in leaves what was published, and its error as the outcome of its run', async () => {
  await writeAsSpark(TABLES);
  await takeIn(INHABITED_PARTITIONS[0] ?? 0);
  expect((await rowsOfRun()).flat().length).toBeGreaterThan(0);
  const outcome = { error: 'JobFailed', cause: `${sparkJobName(run)}: Untranslatable: age() has no counterpart` };
  await closeRun(database(), run, 'failed', outcome);
  await closeRun(database(), run, 'failed', { error: 'Later', cause: 'a second attempt' });
  const { rows } = await db.superuser.query('select state, outcome from analytics.runs where run_id = $1', [
    run.run_id,
  ]);
  expect(rows).toEqual([{ state: 'failed', outcome }]);
  expect(await publishedRows()).toEqual(expected);
  const current = await db.superuser.query(`select distinct run_id from analytics.current_features
    union select run_id from analytics.current_customer_features`);
  expect(current.rows).toEqual([{ run_id: published.run_id }]);
});
