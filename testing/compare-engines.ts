/**
 * Builds the features of one lender with PostgreSQL and imports those of Spark. spark/tests/test_engines.py runs this
 * program and compares them. The program writes one JSON line per step and continues when it reads a line:
 *
 *   → {"input", "output"}   folders; PostgreSQL has built its features and exported the Spark job's input
 *   ← any line              Spark has written its output
 *   → {"features"}          a file: { sql, spark }, each with the rows { risk_features, customer_features }
 */
import './silence-logs.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { downloadFolder, uploadFolder } from '../cli/local/jobs/s3-folder.ts';
import { buildPartition } from '../lambdas/features/build-partition.ts';
import { exportPartition } from '../lambdas/features/export-partition.ts';
import { importPartition } from '../lambdas/features/import-partition.ts';
import { planJob } from '../lambdas/features/plan-job.ts';
import { sparkJobName } from '../lambdas/features/spark-job.ts';
import { createObjectStore } from '../lambdas/shared/aws/object-store.ts';
import { sparkInputPrefix, sparkOutputPrefix } from '../lambdas/shared/object-keys.ts';
import type { Run } from '../lambdas/shared/runs/run.ts';
import { startTestMiniStack } from './aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from './database/migrated-database.ts';
import { openTestRun, publishTestRun } from './database/rows.ts';
import { AS_OF, deliverDifficultLender, INHABITED_PARTITIONS } from './lenders/difficult-lender.ts';
import { readBuiltRows } from './workflows/build-features.ts';

const CUSTOMERS = 300;
const SEED = 7;
const WORK_LOCATION = { bucket: 'work', region: 'eu-west-1' };
/** The partitions with customers and an empty one. */
const PARTITIONS = [...INHABITED_PARTITIONS, 5];

const sendMessage = (message: object) => console.log(JSON.stringify(message));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const readBuilt = async (db: MigratedDatabase, run: Run) => ({
  risk_features: await readBuiltRows(db, 'risk_features', run),
  customer_features: await readBuiltRows(db, 'customer_features', run),
});

const folder = await mkdtemp(join(tmpdir(), 'risk-engines-'));
const s3 = await startTestMiniStack();
let db: MigratedDatabase | undefined;
try {
  // Small parts, so that exports are split into several files as large ones are.
  db = await startMigratedDatabase({ s3Endpoint: s3.endpoint, s3PartBytes: 16_384 });
  await s3.client.send(new CreateBucketCommand({ Bucket: WORK_LOCATION.bucket }));
  const store = createObjectStore(s3.client);
  const database = db.connect('risk_etl');
  await deliverDifficultLender(db.superuser, CUSTOMERS, SEED);

  // An earlier run has published some applications, which must stay unchanged.
  const earlier = await openTestRun(db.superuser, 1, '2024-03-01');
  for (const partition of PARTITIONS) await buildPartition(database, earlier, partition);
  await publishTestRun(db.superuser, earlier);

  const run = await openTestRun(db.superuser, 2, AS_OF);
  for (const partition of PARTITIONS) await buildPartition(database, run, partition);
  const sql = await readBuilt(db, run);

  // Several pieces per partition, as a large partition has.
  const { job_name: jobName, pieces } = await planJob(database, store, WORK_LOCATION.bucket, run, 8192);
  for (const partition of PARTITIONS)
    await exportPartition(database, { ...WORK_LOCATION, kms_key: s3.keyArn }, run, partition, pieces);
  const [input, output] = [`${folder}/input/`, `${folder}/output/`];
  await downloadFolder(store, `s3://${WORK_LOCATION.bucket}/${sparkInputPrefix(jobName)}`, input);
  sendMessage({ input, output });

  if ((await lines.next()).done) throw new Error('the caller has ended');
  await uploadFolder(store, output, `s3://${WORK_LOCATION.bucket}/${sparkOutputPrefix(sparkJobName(run))}`);
  for (const partition of PARTITIONS) await importPartition(database, store, WORK_LOCATION, run, partition);
  // A retried task must not import rows twice.
  await importPartition(database, store, WORK_LOCATION, run, 3);
  const features = join(folder, 'features.json');
  await writeFile(features, JSON.stringify({ sql, spark: await readBuilt(db, run) }));
  sendMessage({ features });
  await lines.next();
} finally {
  await db?.stop();
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
