/** Imports one partition of the features that Spark built. */
import { type Database, type Sql, uuid } from '../shared/aws/database.ts';
import type { ObjectStore } from '../shared/aws/object-store.ts';
import { sparkOutputPartitionPrefix, sparkSuccessKey } from '../shared/object-keys.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { clearPartition, type StoredRowCounts } from './build-partition.ts';
import { composeFeatureQueries, type FeatureQuery } from './feature-statements.ts';
import { sparkJobName } from './spark-job.ts';

/** The work bucket, which the database reads files from. */
export interface WorkLocation {
  bucket: string;
  region: string;
}

/**
 * Replaces the partition's unpublished features by those that Spark built, in one transaction. Idempotent.
 * @throws {RunHasEnded} when the run is no longer running
 * @throws {ObjectMissing} when Spark has not written a whole table
 */
export async function importPartition(
  database: Database,
  store: ObjectStore,
  work: WorkLocation,
  run: Run,
  partition: number,
): Promise<StoredRowCounts> {
  const [risk, customer] = composeFeatureQueries(partition);
  const riskFiles = await listFiles(store, work.bucket, run, partition, risk);
  const customerFiles = await listFiles(store, work.bucket, run, partition, customer);
  return database.transaction(async (transaction) => {
    await clearPartition(transaction, run, partition);
    return {
      applications: await importTable(transaction, work, { run, partition, query: risk, files: riskFiles }),
      customers: await importTable(transaction, work, { run, partition, query: customer, files: customerFiles }),
    };
  });
}

/** Keys of the files that Spark wrote for a table's partition. A partition without customers has none. */
async function listFiles(
  store: ObjectStore,
  bucket: string,
  run: Run,
  partition: number,
  { table }: FeatureQuery,
): Promise<string[]> {
  const jobName = sparkJobName(run);
  // Without this file Spark has not finished: that is not the same as an empty partition.
  await store.head(bucket, sparkSuccessKey(jobName, table));
  const keys: string[] = [];
  for await (const { key, sizeBytes } of store.list(bucket, sparkOutputPartitionPrefix(jobName, table, partition))) {
    if (sizeBytes > 0 && /\/part-[^/]*$/.test(key)) keys.push(key);
  }
  return keys;
}

interface TableImport {
  run: Run;
  partition: number;
  query: FeatureQuery;
  files: string[];
}

/** Returns the number of stored rows. */
async function importTable(
  transaction: Sql,
  work: WorkLocation,
  { run, partition, query: { table, columns }, files }: TableImport,
): Promise<number> {
  if (files.length === 0) return 0;
  const names = Object.keys(columns).join(', ');
  await transaction.execute(
    `create temporary table built on commit drop as select ${names} from analytics.${table} with no data`,
  );
  let stored = 0;
  for (const key of files) {
    // spark/features.py limits the rows of a file, so that no statement takes long.
    await transaction.query(readSqlFile('spark/import_partition.sql'), { key, ...work });
    stored += await transaction.execute(
      `insert into analytics.${table} (${names}, run_id, partition)
       select ${names}, cast(:run_id as uuid), cast(:partition as smallint) from built`,
      { run_id: uuid(run.run_id), partition },
    );
    await transaction.execute('truncate built');
  }
  await transaction.execute('drop table built');
  return stored;
}
