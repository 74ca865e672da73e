/**
 * The features of a large day, built by Spark: staging goes to the work bucket as it is, partition by partition, with
 * the very statements that PostgreSQL would run; what Spark makes of them comes back partition by partition.
 */
import { type Database, type Sql, uuid } from '../shared/aws/database.ts';
import type { ExportLocation } from '../shared/aws/export-location.ts';
import type { ObjectStore } from '../shared/aws/object-store.ts';
import { sparkInputKey, sparkOutputPartitionPrefix, sparkPlanKey, sparkSuccessKey } from '../shared/object-keys.ts';
import { PARTITION_NAMES, PARTITIONS } from '../shared/runs/partitions.ts';
import type { Run } from '../shared/runs/run.ts';
import { lockRunningRun } from '../shared/runs/run-fence.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { type BuiltPartition, clearPartition } from './build-partition.ts';
import { composeFeatureQueries, type FeatureQuery } from './feature-statements.ts';
import { markMissingRows } from './mark-missing-rows.ts';

/** Where what Spark built comes from. */
export interface WorkLocation {
  bucket: string;
  region: string;
}

/**
 * Table that one statement exports, with its rows' versions. Two cores that had ten times as much to do as they can took
 * 20 seconds for it, of the Data API's 45.
 */
const PIECE_BYTES = 128 * 1024 ** 2;

/** What the feature statements read, `<schema>_<table>` each: `sql/spark/<name>.sql` is one partition of it. */
const SPARK_INPUTS = [
  'staging_customers',
  'staging_loan_applications',
  'staging_credit_history',
  'staging_transactions',
  'staging_attributes',
  'analytics_risk_features',
  'analytics_publications',
] as const;
/** Large enough to be exported in pieces. */
const INPUTS_IN_PIECES: readonly string[] = ['staging_credit_history', 'staging_transactions'];

/** plan.json as spark/plan.py reads it. */
export interface SparkPlan {
  format: 1;
  /** Of the output: folders `partition=<number>`. */
  partitions: number;
  parameters: { as_of: string };
  inputs: { view: string; columns: [name: string, type: string][] }[];
  targets: { name: string; common: [string, string][]; columns: [string, string][]; source: string }[];
}

/** One job a run: starting it again finds the one that was started. */
export const sparkJobName = (run: Run): string => `risk-features-${run.run_id}`;

/** What the job has to do; the types of its input are asked of the database. */
export async function planJob(database: Database, run: Run): Promise<SparkPlan> {
  const inputs: SparkPlan['inputs'] = [];
  for (const view of SPARK_INPUTS) inputs.push({ view, columns: await readColumns(database, view) });
  // Spark has no partitions of PostgreSQL's: there, any partition's statement is over all rows.
  const targets = composeFeatureQueries(0).map(({ table, commonTables: common, columns, source }) => ({
    name: table,
    common: Object.entries(common),
    columns: Object.entries(columns),
    source,
  }));
  return { format: 1, partitions: PARTITIONS, parameters: { as_of: run.as_of }, inputs, targets };
}

export interface WrittenPlan {
  job_name: string;
  /** In how many pieces each partition of the large tables is to be exported: one number, for every attempt the same. */
  pieces: number;
}

/** Writes the plan and names the job. */
export async function writePlan(
  database: Database,
  store: ObjectStore,
  bucket: string,
  run: Run,
  pieceBytes = PIECE_BYTES,
): Promise<WrittenPlan> {
  const job_name = sparkJobName(run);
  await store.putJson(bucket, sparkPlanKey(job_name), await planJob(database, run));
  const [row] = await database.query<{ pieces: number }>(readSqlFile('spark/pieces.sql'), { piece_bytes: pieceBytes });
  return { job_name, pieces: row?.pieces ?? 1 };
}

/** The rows of one of `pieces` pieces of a partition, divided by customer. */
function composeInputQuery(view: string, partition: number, piece: number, pieces: number): string {
  const query = readSqlFile(`spark/${view}.sql`, { partition: PARTITION_NAMES[partition] });
  if (pieces === 1 || !INPUTS_IN_PIECES.includes(view)) return query;
  const [modulus, remainder] = [PARTITIONS * pieces, partition + PARTITIONS * piece];
  return `select * from (${query}) piece
where satisfies_hash_partition('staging.credit_history'::regclass, ${modulus}, ${remainder}, customer_id)`;
}

function readColumns(database: Database, view: string): Promise<[string, string][]> {
  return database.transaction(async (transaction) => {
    const query = composeInputQuery(view, 0, 0, 1);
    await transaction.execute(`create temporary table input on commit drop as\n${query}\nwith no data`);
    const columns = await transaction.query<{ name: string; type: string }>(readSqlFile('spark/input_columns.sql'));
    return columns.map(({ name, type }) => [name, type]);
  });
}

/**
 * Exports one partition of every table, the large ones in pieces of a statement each, with what the delivery no longer has marked as ended.
 * Again, it writes the same files again.
 * @returns the rows exported
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function exportPartition(
  database: Database,
  place: ExportLocation,
  run: Run,
  partition: number,
  pieces = 1,
) {
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    await markMissingRows(transaction, run, partition);
  });
  let rows = 0;
  for (const view of SPARK_INPUTS) {
    for (let piece = 0; piece < (INPUTS_IN_PIECES.includes(view) ? pieces : 1); piece += 1) {
      const query = composeInputQuery(view, partition, piece, pieces);
      const key = sparkInputKey(sparkJobName(run), view, partition, piece);
      const what = { query, key, ...place };
      const [exported] = await database.query<{ rows: number }>(readSqlFile('spark/export_partition.sql'), what);
      rows += exported?.rows ?? 0;
    }
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
  work: WorkLocation,
  run: Run,
  partition: number,
): Promise<BuiltPartition> {
  const [risk, customer] = composeFeatureQueries(partition) as [FeatureQuery, FeatureQuery];
  const filesOf = async ({ table }: FeatureQuery) => {
    // A partition may be empty; that nothing was built at all is another thing.
    await store.head(work.bucket, sparkSuccessKey(sparkJobName(run), table));
    const keys: string[] = [];
    for await (const { key, sizeBytes } of store.list(
      work.bucket,
      sparkOutputPartitionPrefix(sparkJobName(run), table, partition),
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
  work: WorkLocation,
  { run, partition, query, files }: { run: Run; partition: number; query: FeatureQuery; files: string[] },
): Promise<number> {
  if (files.length === 0) return 0;
  const { table } = query;
  const names = Object.keys(query.columns).join(', ');
  await transaction.execute(
    `create temporary table built on commit drop as select ${names} from analytics.${table} with no data`,
  );
  let stored = 0;
  for (const key of files) {
    // A file has so many rows at most (spark/features.py) that no statement takes long.
    await transaction.query(readSqlFile('spark/import_partition.sql'), { key, ...work });
    stored += await transaction.execute(
      `insert into analytics.${table} (${names}, run_id, partition)
       select ${names}, cast(:run_id as uuid), cast(:partition as smallint) from built
       on conflict do nothing`,
      { run_id: uuid(run.run_id), partition },
    );
    await transaction.execute('truncate built');
  }
  await transaction.execute('drop table built');
  return stored;
}
