/**
 * Keeps tasks of ended runs from writing. Every transaction of a run locks the run's row and checks its fencing token
 * first. Only one run is open at a time, each has a higher token than all before it, and an ended run never reopens.
 */
import { type Sql, uuid } from '../aws/database.ts';
import { RiskError } from '../errors.ts';
import type { Run } from '../runs/run.ts';

/** The run has ended. Nothing was written. */
export class RunHasEnded extends RiskError {
  constructor(runId: string) {
    super(`run ${runId} is not running any more`);
  }
}

/** A later run has a higher fencing token, or the token does not belong to this run. Nothing was written. */
export class StaleFencingToken extends RiskError {
  constructor({ run_id, fencing_token }: Run, newest: number | null | undefined) {
    super(`run ${run_id} came with fencing token ${fencing_token}, the newest is ${newest ?? 'none'}`);
  }
}

/**
 * SQL expression that sets the idle transaction timeout. Select it in a transaction whose lock others wait for: when
 * its task dies, PostgreSQL ends it after 30 seconds. The Data API ends it after three minutes only, and a waiting
 * statement has 45 seconds.
 */
export const SET_IDLE_TRANSACTION_TIMEOUT = "set_config('idle_in_transaction_session_timeout', '30s', true)";

/**
 * Locks the run, shared with its other tasks, so that nothing closes it before the transaction ends.
 * @throws {StaleFencingToken} when its token is not the newest
 * @throws {RunHasEnded} when it is not running
 */
export async function lockRunningRun(transaction: Sql, run: Run): Promise<void> {
  assertRunning(await findLockedRun(transaction, run, 'share'), run);
}

/** A run's row as it was locked; all null where there is none. */
export interface FencedRun {
  state: string | null;
  fencing_token: number | null;
  newest_token: number | null;
}

/**
 * Checks the row of a locked run.
 * @throws {StaleFencingToken} when its token is not the newest
 * @throws {RunHasEnded} when it is not running
 */
export function assertRunning(locked: FencedRun | undefined, run: Run): void {
  if (requireNewestToken(locked, run) !== 'running') throw new RunHasEnded(run.run_id);
}

/**
 * Locks the run until the transaction ends: `share` permits other tasks of the run, `update` excludes them.
 * @returns the run's state, which cannot change before the transaction ends
 * @throws {StaleFencingToken} when its token is not the newest
 */
export async function lockRun(transaction: Sql, run: Run, lock: 'share' | 'update'): Promise<string | null> {
  return requireNewestToken(await findLockedRun(transaction, run, lock), run);
}

async function findLockedRun(transaction: Sql, run: Run, lock: 'share' | 'update'): Promise<FencedRun | undefined> {
  const [row] = await transaction.query<FencedRun>(
    `select state, fencing_token, (select max(fencing_token) from analytics.runs) as newest_token,
       ${SET_IDLE_TRANSACTION_TIMEOUT}
     from analytics.runs where run_id = :run_id for ${lock}`,
    { run_id: uuid(run.run_id) },
  );
  return row;
}

function requireNewestToken(locked: FencedRun | undefined, run: Run): string | null {
  if (locked?.fencing_token !== run.fencing_token || locked.newest_token !== run.fencing_token) {
    throw new StaleFencingToken(run, locked?.newest_token);
  }
  return locked.state;
}
