/**
 * The lifecycle of a run in analytics.runs: its states, and every statement that changes them (sql/ingest/lifecycle/).
 *
 *     running ──▶ published                       publishRun; closeRun closes it
 *        ├──────▶ refused, gate_failed, failed    closeRun
 *        └──────▶ abandoned                       openRun of a later execution, when the run's execution died
 *
 * A run that ends unpublished is closed once its writes are undone (undo-runs.ts). No state changes after that.
 */
import { v7 as uuidv7 } from 'uuid';
import { type Database, date, json, type Sql, uuid } from '../../shared/aws/database.ts';
import { SET_IDLE_TRANSACTION_TIMEOUT } from '../../shared/locks/run-fence.ts';
import type { Run } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Delivery, PastRun } from '../contract/deliveries.ts';

/** The states in which a run ends without being published. */
export const UNPUBLISHED_STATES = ['refused', 'gate_failed', 'failed', 'abandoned'] as const;
export type UnpublishedState = (typeof UNPUBLISHED_STATES)[number];

export const RUN_STATES = ['running', 'published', ...UNPUBLISHED_STATES] as const;

const readStatement = (name: string): string => readSqlFile(`ingest/lifecycle/${name}.sql`);

/** Until the transaction ends, no other run opens, is published or ends. */
export async function lockRuns(transaction: Sql): Promise<void> {
  await transaction.query(`select ${SET_IDLE_TRANSACTION_TIMEOUT}`);
  await transaction.execute(readStatement('lock_runs'));
}

export async function findRunningRun(database: Sql): Promise<(Run & { execution_id: string }) | undefined> {
  const [run] = await database.query<Run & { execution_id: string }>(readStatement('find_running_run'));
  return run;
}

/** Whether a run keeps a new one from opening: it is running, or ended unpublished and is not undone yet. */
export async function hasUnfinishedRun(database: Sql): Promise<boolean> {
  return (await database.query(readStatement('find_unfinished_run'))).length > 0;
}

/** The runs of deliveries up to a day. */
export function listPastRuns(database: Sql, upTo: string): Promise<PastRun[]> {
  return database.query<PastRun>(readStatement('list_past_runs'), { up_to: date(upTo) });
}

/** Opens a run. Under `lockRuns` its fencing token is higher than that of every run before. */
export async function insertRun(database: Sql, delivery: Delivery, executionId: string): Promise<Run> {
  const [run] = await database.query<Run>(readStatement('insert_run'), {
    run_id: uuid(uuidv7()),
    as_of: date(delivery.as_of),
    execution_id: executionId,
    manifest_etag: delivery.manifest_etag,
  });
  return run as Run;
}

/** ETag of the manifest for which a run was opened; null when it is unknown. */
export async function findManifestEtag(database: Sql, { run_id }: Run): Promise<string | null> {
  const [run] = await database.query<{ manifest_etag: string | null }>(readStatement('find_manifest_etag'), {
    run_id: uuid(run_id),
  });
  return run?.manifest_etag ?? null;
}

/** Ends a running run unpublished. A run that has ended keeps its state. */
export async function endRun(
  database: Database,
  runId: string,
  state: UnpublishedState,
  outcome: unknown,
): Promise<void> {
  await database.execute(readStatement('end_run'), { run_id: uuid(runId), state, outcome: json(outcome) });
}

export async function markPublished(transaction: Sql, { run_id }: Run): Promise<void> {
  await transaction.execute(readStatement('mark_published'), { run_id: uuid(run_id) });
}

/** Published runs of other executions that are not closed. */
export function listUnclosedPublishedRuns(
  database: Sql,
  executionId: string,
): Promise<{ run_id: string; execution_id: string }[]> {
  return database.query(readStatement('list_unclosed_published_runs'), { execution_id: executionId });
}

/** Closes a published run. A closed run, and one that is not published, stays as it is. */
export async function closePublishedRun(database: Sql, runId: string, outcome: unknown): Promise<void> {
  await database.execute(readStatement('close_published_run'), { run_id: uuid(runId), outcome: json(outcome) });
}

/** Ids of the runs that ended unpublished and are not undone yet, the newest first. */
export async function listRunsToUndo(database: Sql): Promise<string[]> {
  const runs = await database.query<{ run_id: string }>(readStatement('list_runs_to_undo'));
  return runs.map(({ run_id }) => run_id);
}

export async function closeUndoneRun(database: Sql, runId: string): Promise<void> {
  await database.execute(readStatement('close_undone_run'), { run_id: uuid(runId) });
}
