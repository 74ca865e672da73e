/** Builds one partition's features of one run: the same call twice leaves the same rows. */
import type { Database } from '../shared/aws/database.ts';
import { date, uuid } from '../shared/aws/database.ts';
import { RiskError } from '../shared/errors.ts';
import type { Run } from '../shared/run.ts';
import { sqlFile } from '../shared/sql.ts';
import { endMissing } from './endings.ts';
import { buildCustomerFeatures, buildRiskFeatures } from './statements.ts';

/** A task of a run that has ended came late; what the run left is not touched. */
export class RunHasEnded extends RiskError {}

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
    const [running] = await transaction.query(
      "select run_id from analytics.runs where run_id = :run_id and state = 'running' for share",
      { run_id: of.run_id },
    );
    if (!running) throw new RunHasEnded(`run ${run.run_id} is not running, no features are built for it`);
    await transaction.execute(sqlFile('features/clear_risk_features.sql'), { partition });
    await transaction.execute(sqlFile('features/clear_customer_features.sql'), { partition });
    await endMissing(transaction, run, partition);
    return {
      applications: await transaction.execute(buildRiskFeatures(partition), of),
      customers: await transaction.execute(buildCustomerFeatures(partition), of),
    };
  });
}
