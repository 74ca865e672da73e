/**
 * The features of one lender by PostgreSQL, and the same by Spark: the database's half of spark/tests/test_engines.py,
 * which runs this program. It writes one JSON line a stage, and goes on when a line comes back:
 *
 *   → {"input", "output"}   folders; PostgreSQL has built its features, and the Spark job's input is there
 *   ← any line              Spark has written its output
 *   → {"features"}          a file: { sql, spark }, each { risk_features, customer_features }, as the tables had them
 */
import '../silence-logs.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { downloadFolder, uploadFolder } from '../../cli/local/jobs/s3-folder.ts';
import { buildPartition } from '../../lambdas/features/build-partition.ts';
import { exportPartition, importPartition, sparkJobName, writePlan } from '../../lambdas/features/spark-job.ts';
import { createObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { sparkInputPrefix, sparkOutputPrefix } from '../../lambdas/shared/object-keys.ts';
import type { Run } from '../../lambdas/shared/runs/run.ts';
import { startMiniStack } from '../aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../database/migrated-database.ts';
import { openTestRun, publishTestRun } from '../database/rows.ts';
import { AS_OF, deliverDifficultLender, INHABITED_PARTITIONS } from '../lenders/difficult-lender.ts';
import { readBuiltRows } from './build-features.ts';

const CUSTOMERS = 300;
const SEED = 7;
const WORK_LOCATION = { bucket: 'work', region: 'eu-west-1' };
// And one that nobody is in.
const PARTITIONS = [...INHABITED_PARTITIONS, 5];

const sendMessage = (message: object) => console.log(JSON.stringify(message));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const readBuilt = async (db: MigratedDatabase, run: Run) => ({
  risk_features: await readBuiltRows(db, 'risk_features', run),
  customer_features: await readBuiltRows(db, 'customer_features', run),
});

const folder = await mkdtemp(join(tmpdir(), 'risk-engines-'));
const s3 = await startMiniStack();
let db: MigratedDatabase | undefined;
try {
  // Small parts, so that exports go on in further files as large ones do.
  db = await startMigratedDatabase({ s3Endpoint: s3.endpoint, s3PartBytes: 16_384 });
  await s3.client.send(new CreateBucketCommand({ Bucket: WORK_LOCATION.bucket }));
  const store = createObjectStore(s3.client);
  const database = db.connect('risk_etl');
  await deliverDifficultLender(db.superuser, CUSTOMERS, SEED);

  // An earlier run has published part of the applications: those stay as they are.
  const earlier = await openTestRun(db.superuser, 1, '2024-03-01');
  for (const partition of PARTITIONS) await buildPartition(database, earlier, partition);
  await publishTestRun(db.superuser, earlier);

  const run = await openTestRun(db.superuser, 2, AS_OF);
  for (const partition of PARTITIONS) await buildPartition(database, run, partition);
  const sql = await readBuilt(db, run);

  // Several pieces, as a large partition has.
  const { job_name: jobName, pieces } = await writePlan(database, store, WORK_LOCATION.bucket, run, 8192);
  for (const partition of PARTITIONS)
    await exportPartition(database, { ...WORK_LOCATION, kms_key: s3.keyArn }, run, partition, pieces);
  const [input, output] = [`${folder}/input/`, `${folder}/output/`];
  await downloadFolder(store, `s3://${WORK_LOCATION.bucket}/${sparkInputPrefix(jobName)}`, input);
  sendMessage({ input, output });

  if ((await lines.next()).done) throw new Error('nobody waits any more');
  await uploadFolder(store, output, `s3://${WORK_LOCATION.bucket}/${sparkOutputPrefix(sparkJobName(run))}`);
  for (const partition of PARTITIONS) await importPartition(database, store, WORK_LOCATION, run, partition);
  // Once more, as a retried task: the same rows, none twice.
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
