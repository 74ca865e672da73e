/** Builds one partition's features of a run on PostgreSQL. */
import { type Database, date, type Sql, type SqlParameters, uuid } from '../shared/aws/database.ts';
import { lockRunningRun } from '../shared/locks/run-fence.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { applyRectifications } from './apply-rectifications.ts';
import { composeBuildStatements, composeFeatureQueries, type FeatureQuery } from './feature-statements.ts';
import { markMissingRows } from './mark-missing-rows.ts';

/** Numbers of stored rows. */
export interface StoredRowCounts {
  applications: number;
  customers: number;
}

/**
 * Soft-deletes the partition's missing rows, corrects rows that people had corrected, and replaces its unpublished features, in one transaction. Idempotent.
 * @throws {RunHasEnded} when the run is no longer running
 */
export function buildPartition(database: Database, run: Run, partition: number): Promise<StoredRowCounts> {
  const parameters = { run_id: uuid(run.run_id), as_of: date(run.as_of), partition };
  return database.transaction(async (transaction) => {
    await clearPartition(transaction, run, partition);
    await markMissingRows(transaction, run, partition);
    await applyRectifications(transaction, run, partition);
    const [risk, customer] = composeFeatureQueries(partition);
    return {
      applications: await storeFeatures(transaction, risk, parameters),
      customers: await storeFeatures(transaction, customer, parameters),
    };
  });
}

/** Returns the number of stored rows. */
async function storeFeatures(transaction: Sql, query: FeatureQuery, parameters: SqlParameters): Promise<number> {
  const { prepare, insert, cleanUp } = composeBuildStatements(query);
  for (const statement of prepare) await transaction.execute(statement, selectParameters(statement, parameters));
  const rows = await transaction.execute(insert, selectParameters(insert, parameters));
  for (const statement of cleanUp) await transaction.execute(statement);
  return rows;
}

/** Selects the parameters that a statement names. */
const selectParameters = (statement: string, parameters: SqlParameters): SqlParameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => new RegExp(`:${name}\\b`).test(statement)));

/**
 * Locks the run and deletes the partition's features of unpublished runs: of abandoned ones, and of an earlier attempt.
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function clearPartition(transaction: Sql, run: Run, partition: number): Promise<void> {
  await lockRunningRun(transaction, run);
  await transaction.execute(readSqlFile('features/clear_risk_features.sql'), { partition });
  await transaction.execute(readSqlFile('features/clear_customer_features.sql'), { partition });
}
