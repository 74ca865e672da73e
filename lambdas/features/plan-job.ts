/** Writes the plan of a run's Spark job: its input, and the feature statements that PostgreSQL would run. */
import type { Database } from '../shared/aws/database.ts';
import type { ObjectStore } from '../shared/aws/object-store.ts';
import { sparkPlanKey } from '../shared/object-keys.ts';
import { PARTITIONS } from '../shared/runs/partitions.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { composeFeatureQueries } from './feature-statements.ts';
import { composeInputQuery, SPARK_INPUTS, sparkJobName } from './spark-job.ts';

/**
 * Bytes of a table that one statement exports, row versions included. Two processor cores under ten times their normal
 * load need 20 seconds for it; the Data API ends a statement after 45.
 */
const PIECE_BYTES = 128 * 1024 ** 2;

/** `plan.json`, which spark/plan.py reads. */
export interface SparkPlan {
  format: 1;
  /** Number of partitions of the customers, which are folders of the input and of the output. */
  partitions: number;
  parameters: { as_of: string };
  inputs: { view: string; columns: [name: string, type: string][] }[];
  targets: { name: string; common: [string, string][]; columns: [string, string][]; source: string }[];
}

export interface PlannedJob {
  job_name: string;
  /** Pieces that each partition of a large table is exported in. Every attempt at an export needs the same number. */
  pieces: number;
}

/** Writes the plan to the work bucket. Idempotent. */
export async function planJob(
  database: Database,
  store: ObjectStore,
  bucket: string,
  run: Run,
  pieceBytes = PIECE_BYTES,
): Promise<PlannedJob> {
  const job_name = sparkJobName(run);
  await store.putJson(bucket, sparkPlanKey(job_name), await createPlan(database, run));
  const [row] = await database.query<{ pieces: number }>(readSqlFile('spark/count_pieces.sql'), {
    piece_bytes: pieceBytes,
  });
  return { job_name, pieces: row?.pieces ?? 1 };
}

async function createPlan(database: Database, run: Run): Promise<SparkPlan> {
  const inputs: SparkPlan['inputs'] = [];
  for (const view of SPARK_INPUTS) inputs.push({ view, columns: await readColumns(database, view) });
  // Spark reads all partitions at once, and its translation drops the condition on the partition: any partition works.
  const targets = composeFeatureQueries(0).map(({ table, commonTables, columns, source }) => ({
    name: table,
    common: Object.entries(commonTables),
    columns: Object.entries(columns),
    source,
  }));
  return { format: 1, partitions: PARTITIONS, parameters: { as_of: run.as_of }, inputs, targets };
}

/** Names and PostgreSQL types of an input's columns, in their order. */
function readColumns(database: Database, view: string): Promise<[name: string, type: string][]> {
  return database.transaction(async (transaction) => {
    const query = composeInputQuery(view, 0, 0, 1);
    await transaction.execute(`create temporary table input on commit drop as\n${query}\nwith no data`);
    const columns = await transaction.query<{ name: string; type: string }>(
      readSqlFile('spark/list_input_columns.sql'),
    );
    return columns.map(({ name, type }) => [name, type]);
  });
}
