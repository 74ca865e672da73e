/**
 * The fence of the daily workflow: whatever a run writes, it writes in a transaction that holds the run open and has
 * shown its fencing token. Only one run is running at a time, each is given a higher token than all before it, and one
 * that has ended never runs again: a task of an earlier run, however late it comes, writes nothing.
 */
import { type Sql, uuid } from '../aws/database.ts';
import { RiskError } from '../errors.ts';
import type { Run } from './run.ts';

/** The run has ended, so this task came too late: nothing was written. */
export class RunHasEnded extends RiskError {
  constructor(runId: string) {
    super(`run ${runId} is not running any more`);
  }
}

/** A run with a higher fencing token has been opened since, or the token was never this run's: nothing was written. */
export class StaleFencingToken extends RiskError {
  constructor({ run_id, fencing_token }: Run, newest: number | undefined) {
    super(`run ${run_id} came with fencing token ${fencing_token}, the newest is ${newest ?? 'none'}`);
  }
}

/**
 * To be selected in a transaction that others wait for: when its task dies, the database lets go of it after half a
 * minute. The Data API would take three, and a statement that waits has 45 seconds.
 */
export const SET_IDLE_TRANSACTION_TIMEOUT = "set_config('idle_in_transaction_session_timeout', '30s', true)";

/**
 * Holds the run open until the transaction ends: what would end it waits.
 * @throws {StaleFencingToken} when its token is not the newest that was given out
 * @throws {RunHasEnded} when it is not running
 */
export async function lockRunningRun(transaction: Sql, run: Run): Promise<void> {
  if ((await lockRun(transaction, run, 'share')) !== 'running') throw new RunHasEnded(run.run_id);
}

/**
 * Locks the run until the transaction ends, for `share` with other tasks of it or for `update` alone.
 * @returns the state that it is in, and stays in until then
 * @throws {StaleFencingToken} when its token is not the newest that was given out
 */
export async function lockRun(transaction: Sql, run: Run, lock: 'share' | 'update'): Promise<string> {
  const [held] = await transaction.query<{ state: string; own: number; newest: number }>(
    `select state, fencing_token as own, (select max(fencing_token) from analytics.runs) as newest, ${SET_IDLE_TRANSACTION_TIMEOUT}
     from analytics.runs where run_id = :run_id for ${lock}`,
    { run_id: uuid(run.run_id) },
  );
  if (!held || held.own !== run.fencing_token || held.newest !== run.fencing_token) {
    throw new StaleFencingToken(run, held?.newest);
  }
  return held.state;
}
