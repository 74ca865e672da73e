/**
 * The features of a large day, built by Spark: staging goes to the work bucket as it is, partition by partition, with
 * the very statements that PostgreSQL would run; what Spark makes of them comes back partition by partition.
 */
import { type Database, type Sql, uuid } from '../shared/aws/database.ts';
import type { ObjectStore } from '../shared/aws/object-store.ts';
import type { ExportPlace } from '../shared/export-place.ts';
import { sparkBuiltPrefix, sparkInputKey, sparkPlanKey, sparkSuccessKey } from '../shared/object-keys.ts';
import { partitionNames } from '../shared/partitions.ts';
import type { Run } from '../shared/run.ts';
import { holdRunning } from '../shared/running.ts';
import { sqlFile } from '../shared/sql.ts';
import { endMissing } from './endings.ts';
import { type BuiltPartition, clearPartition } from './partition.ts';
import { type FeatureQuery, featureQueries } from './statements.ts';

/** Where what Spark built comes from. */
export interface WorkBucket {
  bucket: string;
  region: string;
}

/** What the feature statements read, `<schema>_<table>` each: `sql/spark/<name>.sql` is one partition of it. */
const INPUTS = [
  'staging_customers',
  'staging_loan_applications',
  'staging_credit_history',
  'staging_transactions',
  'staging_attributes',
  'analytics_risk_features',
  'analytics_publications',
] as const;

/** plan.json as spark/plan.py reads it. */
export interface SparkPlan {
  format: 1;
  parameters: { as_of: string };
  inputs: { view: string; columns: [name: string, type: string][] }[];
  targets: { name: string; common: [string, string][]; columns: [string, string][]; source: string }[];
}

/** One job a run: starting it again finds the one that was started. */
export const sparkJobName = (run: Run): string => `risk-features-${run.run_id}`;

/** What the job has to do; the types of its input are asked of the database. */
export async function planJob(database: Database, run: Run): Promise<SparkPlan> {
  const inputs: SparkPlan['inputs'] = [];
  for (const view of INPUTS) inputs.push({ view, columns: await columnsOf(database, view) });
  // Spark has no partitions of PostgreSQL's: there, any partition's statement is over all rows.
  const targets = featureQueries(0).map(({ table, common, columns, source }) => ({
    name: table,
    common: Object.entries(common),
    columns: Object.entries(columns),
    source,
  }));
  return { format: 1, parameters: { as_of: run.as_of }, inputs, targets };
}

/** Writes the plan and names the job. */
export async function writePlan(database: Database, store: ObjectStore, bucket: string, run: Run): Promise<string> {
  const jobName = sparkJobName(run);
  await store.putJson(bucket, sparkPlanKey(jobName), await planJob(database, run));
  return jobName;
}

function columnsOf(database: Database, view: string): Promise<[string, string][]> {
  return database.transaction(async (transaction) => {
    const query = sqlFile(`spark/${view}.sql`, { partition: partitionNames[0] });
    await transaction.execute(`create temporary table input on commit drop as\n${query}\nwith no data`);
    const columns = await transaction.query<{ name: string; type: string }>(sqlFile('spark/input_columns.sql'));
    return columns.map(({ name, type }) => [name, type]);
  });
}

/**
 * Exports one partition of every table, each in one statement, with what the delivery no longer has marked as ended.
 * Again, it writes the same files again.
 * @returns the rows exported
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function exportPartition(database: Database, place: ExportPlace, run: Run, partition: number) {
  await database.transaction(async (transaction) => {
    await holdRunning(transaction, run);
    await endMissing(transaction, run, partition);
  });
  let rows = 0;
  for (const view of INPUTS) {
    const query = sqlFile(`spark/${view}.sql`, { partition: partitionNames[partition] });
    const key = sparkInputKey(sparkJobName(run), view, partition);
    const [exported] = await database.query<{ rows: number }>(sqlFile('spark/export_partition.sql'), {
      query,
      key,
      ...place,
    });
    rows += exported?.rows ?? 0;
  }
  return { rows };
}

/**
 * Takes one partition's built features in, in place of what the partition had of unpublished runs.
 * @throws {RunHasEnded} when the run is no longer running
 * @throws {ObjectMissing} when Spark has not finished writing
 */
export async function importPartition(
  database: Database,
  store: ObjectStore,
  work: WorkBucket,
  run: Run,
  partition: number,
): Promise<BuiltPartition> {
  const [risk, customer] = featureQueries(partition) as [FeatureQuery, FeatureQuery];
  const filesOf = async ({ table }: FeatureQuery) => {
    // A partition may be empty; that nothing was built at all is another thing.
    await store.head(work.bucket, sparkSuccessKey(sparkJobName(run), table));
    const keys: string[] = [];
    for await (const { key, sizeBytes } of store.list(
      work.bucket,
      sparkBuiltPrefix(sparkJobName(run), table, partition),
    )) {
      if (sizeBytes > 0 && /\/part-[^/]*$/.test(key)) keys.push(key);
    }
    return keys;
  };
  const files = { risk: await filesOf(risk), customer: await filesOf(customer) };
  return database.transaction(async (transaction) => {
    await clearPartition(transaction, run, partition);
    return {
      applications: await importTable(transaction, work, { run, partition, query: risk, files: files.risk }),
      customers: await importTable(transaction, work, { run, partition, query: customer, files: files.customer }),
    };
  });
}

async function importTable(
  transaction: Sql,
  work: WorkBucket,
  { run, partition, query, files }: { run: Run; partition: number; query: FeatureQuery; files: string[] },
): Promise<number> {
  if (files.length === 0) return 0;
  const { table } = query;
  const names = Object.keys(query.columns).join(', ');
  await transaction.execute(
    `create temporary table built on commit drop as select ${names} from analytics.${table} with no data`,
  );
  for (const key of files) await transaction.query(sqlFile('spark/import_partition.sql'), { key, ...work });
  const stored = await transaction.execute(
    `insert into analytics.${table} (${names}, run_id, partition)
     select ${names}, cast(:run_id as uuid), cast(:partition as smallint) from built
     on conflict do nothing`,
    { run_id: uuid(run.run_id), partition },
  );
  await transaction.execute('drop table built');
  return stored;
}
