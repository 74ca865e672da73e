/** Builds one partition's features of one run: the same call twice leaves the same rows. */
import { type Database, date, type Sql, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/run.ts';
import { holdRunning } from '../shared/running.ts';
import { sqlFile } from '../shared/sql.ts';
import { endMissing } from './endings.ts';
import { buildCustomerFeatures, buildRiskFeatures } from './statements.ts';

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
    await endMissing(transaction, run, partition);
    return {
      applications: await transaction.execute(buildRiskFeatures(partition), of),
      customers: await transaction.execute(buildCustomerFeatures(partition), of),
    };
  });
}

/**
 * Makes room for a partition's features of a run, which can't end before the transaction does.
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function clearPartition(transaction: Sql, run: Run, partition: number): Promise<void> {
  await holdRunning(transaction, run);
  await transaction.execute(sqlFile('features/clear_risk_features.sql'), { partition });
  await transaction.execute(sqlFile('features/clear_customer_features.sql'), { partition });
}
