/**
 * The database's part of a large day: the export for Spark in pieces, and the import of Spark's output. Spark itself is
 * tested in spark/tests; here PostgreSQL writes its output.
 */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildPartition } from '../../../lambdas/features/build-partition.ts';
import { exportPartition } from '../../../lambdas/features/export-partition.ts';
import { composeFeatureQueries } from '../../../lambdas/features/feature-statements.ts';
import { importPartition } from '../../../lambdas/features/import-partition.ts';
import { planJob } from '../../../lambdas/features/plan-job.ts';
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
  expected = await readPublishedRows();
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

const readPublishedRows = () => Promise.all(TABLES.map((table) => readBuiltRows(db, table, published)));
const readRunRows = () => Promise.all(TABLES.map((table) => readBuiltRows(db, table, run)));
const build = async (builtRun: Run) => {
  for (const partition of INHABITED_PARTITIONS) await buildPartition(database(), builtRun, partition);
};
const database = () => db.connect('risk_etl');
const importOne = (partition: number) => importPartition(database(), store, work, run, partition);

/** Reads the keys of a table below the job's input, and the lines of all its objects. */
async function readExported(table: string): Promise<{ keys: string[]; lines: string[] }> {
  const keys: string[] = [];
  let text = '';
  for await (const { key } of store.list(work.bucket, `${sparkInputPrefix(sparkJobName(run))}${table}/`)) {
    keys.push(key.slice(sparkInputPrefix(sparkJobName(run)).length + table.length + 1));
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: work.bucket, Key: key }));
    text += await Body?.transformToString();
  }
  return { keys, lines: text.split('\n').filter(Boolean).sort() };
}

/** Writes Spark's output to S3: the rows that PostgreSQL builds for the run, and then deletes from the tables. */
async function writeAsSpark(tables: readonly (typeof TABLES)[number][], files = 1): Promise<void> {
  await build(run);
  for (const query of composeFeatureQueries(0).filter(({ table }) => tables.includes(table))) {
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
  test('has every row once for any number of pieces, and writes the same files when it is repeated', async () => {
    const tables = ['staging_transactions', 'staging_credit_history', 'staging_customers'];
    const location = { ...work, kms_key: s3.keyArn };
    await exportPartition(database(), location, run, 3);
    const whole = await Promise.all(tables.map(readExported));
    expect(whole[0]?.lines.length).toBeGreaterThan(100);
    runs += 1;
    run = await openTestRun(db.superuser, runs, AS_OF);
    const { rows } = await exportPartition(database(), location, run, 3, 3);
    const pieces = await Promise.all(tables.map(readExported));
    expect(pieces.map(({ lines }) => lines)).toEqual(whole.map(({ lines }) => lines));
    const firstFiles = pieces.map(({ keys }) => keys.filter((key) => !key.includes('_part')));
    const keysOfPieces = (...pieces: number[]) => pieces.map((piece) => `partition=3/data-${piece}`);
    expect(firstFiles).toEqual([keysOfPieces(0, 1, 2), keysOfPieces(0, 1, 2), keysOfPieces(0)]);
    expect(await exportPartition(database(), location, run, 3, 3)).toEqual({ rows });
    expect(await Promise.all(tables.map(readExported))).toEqual(pieces);
  });

  test('has as many pieces as the largest partition needs', async () => {
    const write = (pieceBytes?: number) => planJob(database(), store, work.bucket, run, pieceBytes);
    expect(await write()).toEqual({ job_name: `risk-features-${run.run_id}`, pieces: 1 });
    const { rows } = await db.superuser.query(`select max(pg_relation_size(oid))::int as bytes from pg_class
      where relname ~ '^(transactions|credit_history)_p[0-9]{2}$'`);
    expect(await write(rows[0].bytes)).toMatchObject({ pieces: 1 });
    expect(await write(Math.ceil(rows[0].bytes / 5))).toMatchObject({ pieces: 5 });
    expect(await store.getJson(work.bucket, sparkPlanKey(sparkJobName(run)))).toMatchObject({
      format: 1,
      partitions: 16,
    });
  });

  test('of an ended run writes nothing', async () => {
    await closeRun(database(), run, 'failed', {});
    await expect(exportPartition(database(), { ...work, kms_key: s3.keyArn }, run, 3)).rejects.toThrow('not running');
    expect(await readExported('staging_transactions')).toEqual({ keys: [], lines: [] });
  });
});

describe('the import', () => {
  test('stores the same rows from several files, and once when it is repeated', async () => {
    await build(run);
    const built = await readRunRows();
    await writeAsSpark(TABLES, 3);
    for (const partition of [...INHABITED_PARTITIONS, ...INHABITED_PARTITIONS, 5]) await importOne(partition);
    expect(await readRunRows()).toEqual(built);
    expect(await importOne(5)).toEqual({ applications: 0, customers: 0 });
  });

  test('stores nothing of either table before Spark has written both', async () => {
    await writeAsSpark(['risk_features']);
    await expect(importOne(3)).rejects.toMatchObject({ name: 'ObjectMissing' });
    expect(await readRunRows()).toEqual([[], []]);
  });

  test('changes nothing after its run has ended', async () => {
    await writeAsSpark(TABLES);
    await closeRun(database(), run, 'failed', {});
    await expect(importOne(3)).rejects.toMatchObject({ name: 'RunHasEnded' });
    expect(await readRunRows()).toEqual([[], []]);
  });
});

test('a job that fails after half of the import leaves publications unchanged, and its error is the outcome of its run', async () => {
  await writeAsSpark(TABLES);
  await importOne(INHABITED_PARTITIONS[0] ?? 0);
  expect((await readRunRows()).flat().length).toBeGreaterThan(0);
  const outcome = { error: 'JobFailed', cause: `${sparkJobName(run)}: Untranslatable: age() has no counterpart` };
  await closeRun(database(), run, 'failed', outcome);
  await closeRun(database(), run, 'failed', { error: 'Later', cause: 'a second attempt' });
  const { rows } = await db.superuser.query('select state, outcome from analytics.runs where run_id = $1', [
    run.run_id,
  ]);
  expect(rows).toEqual([{ state: 'failed', outcome }]);
  expect(await readPublishedRows()).toEqual(expected);
  const current = await db.superuser.query(`select distinct run_id from analytics.current_features
    union select run_id from analytics.current_customer_features`);
  expect(current.rows).toEqual([{ run_id: published.run_id }]);
});
