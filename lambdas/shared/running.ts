/**
 * The fence of the daily workflow: whatever a run writes, it writes in a transaction that holds the run open. A run is
 * the token: only one is running at a time, each takes the next fencing_token, and one that has ended never runs again.
 */
import { type Sql, uuid } from './aws/database.ts';
import { RiskError } from './errors.ts';

/** The run has ended, so this task came too late: nothing was written. */
export class RunHasEnded extends RiskError {
  constructor(runId: string) {
    super(`run ${runId} is not running any more`);
  }
}

/**
 * To be selected in a transaction that others wait for: when its task dies, the database lets go of it after half a
 * minute. The Data API would take three, and a statement that waits has 45 seconds.
 */
export const letGo = "set_config('idle_in_transaction_session_timeout', '30s', true)";

/**
 * Holds the run open until the transaction ends: what would end it waits.
 * @throws {RunHasEnded} when it is not running
 */
export async function holdRunning(transaction: Sql, runId: string): Promise<void> {
  const [running] = await transaction.query(
    `select ${letGo} from analytics.runs where run_id = :run_id and state = 'running' for share`,
    { run_id: uuid(runId) },
  );
  if (!running) throw new RunHasEnded(runId);
}
