/** Names the Spark job of a run and composes the queries of its input. Open it to add a table to the input. */
import { PARTITION_NAMES, PARTITIONS } from '../shared/runs/partitions.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/**
 * The tables that the feature statements read, as `<schema>_<table>`; `sql/spark/<name>.sql` selects one partition.
 * Each becomes a view of this name in Spark.
 */
export const SPARK_INPUTS = [
  'staging_customers',
  'staging_loan_applications',
  'staging_credit_history',
  'staging_transactions',
  'staging_attributes',
  'analytics_risk_features',
  'analytics_publications',
] as const;

/** The inputs that are large enough to be exported in several pieces. */
const INPUTS_IN_PIECES: readonly string[] = ['staging_credit_history', 'staging_transactions'];

/** One name per run, so that a second start finds the first job. */
export const sparkJobName = (run: Run): string => `risk-features-${run.run_id}`;

/** How many pieces an input is exported in, when large inputs have `pieces`. */
export const countPieces = (view: string, pieces: number): number => (INPUTS_IN_PIECES.includes(view) ? pieces : 1);

/** Selects one piece of a partition of an input. Pieces are counted from 0 and divide the rows by customer. */
export function composeInputQuery(view: string, partition: number, piece: number, pieces: number): string {
  const query = readSqlFile(`spark/${view}.sql`, { partition: PARTITION_NAMES[partition] });
  if (countPieces(view, pieces) === 1) return query;
  const [modulus, remainder] = [PARTITIONS * pieces, partition + PARTITIONS * piece];
  return `select * from (${query}) piece
where satisfies_hash_partition('staging.credit_history'::regclass, ${modulus}, ${remainder}, customer_id)`;
}
