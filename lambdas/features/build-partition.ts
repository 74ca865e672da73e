/** Builds one partition's features of one run: the same call twice leaves the same rows. */
import { type Database, date, type Sql, type SqlParameters, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/runs/run.ts';
import { lockRunningRun } from '../shared/runs/run-fence.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { composeBuildStatements, composeFeatureQueries, type FeatureQuery } from './feature-statements.ts';
import { markMissingRows } from './mark-missing-rows.ts';

/** Rows built. */
export interface BuiltPartition {
  applications: number;
  customers: number;
}

/**
 * First removes what unpublished runs left in the partition, and this run's own rows of an earlier attempt.
 * @throws {RunHasEnded} when the run is no longer running
 */
export function buildPartition(database: Database, run: Run, partition: number): Promise<BuiltPartition> {
  const of = { run_id: uuid(run.run_id), as_of: date(run.as_of), partition };
  return database.transaction(async (transaction) => {
    await clearPartition(transaction, run, partition);
    await markMissingRows(transaction, run, partition);
    const [risk, customer] = composeFeatureQueries(partition) as [FeatureQuery, FeatureQuery];
    return {
      applications: await storeFeatures(transaction, risk, of),
      customers: await storeFeatures(transaction, customer, of),
    };
  });
}

/** Gives the rows stored. */
async function storeFeatures(transaction: Sql, query: FeatureQuery, of: SqlParameters): Promise<number> {
  const { prepare: before, insert, cleanUp: after } = composeBuildStatements(query);
  for (const statement of before) await transaction.execute(statement, selectParameters(statement, of));
  const rows = await transaction.execute(insert, selectParameters(insert, of));
  for (const statement of after) await transaction.execute(statement);
  return rows;
}

/** Of these parameters, those that a statement has. */
const selectParameters = (statement: string, parameters: SqlParameters): SqlParameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => new RegExp(`:${name}\\b`).test(statement)));

/**
 * Makes room for a partition's features of a run, which can't end before the transaction does.
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function clearPartition(transaction: Sql, run: Run, partition: number): Promise<void> {
  await lockRunningRun(transaction, run);
  await transaction.execute(readSqlFile('features/clear_risk_features.sql'), { partition });
  await transaction.execute(readSqlFile('features/clear_customer_features.sql'), { partition });
}
