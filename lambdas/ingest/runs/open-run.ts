/** Opens the run of the next delivery: one at a time, and never a second time for the same task. */
import { v7 as uuidv7 } from 'uuid';
import { type Database, date, json, type Sql, uuid } from '../../shared/aws/database.ts';
import type { Run } from '../../shared/runs/run.ts';
import { SET_IDLE_TRANSACTION_TIMEOUT } from '../../shared/runs/run-fence.ts';
import {
  chooseNextDelivery,
  type Delivery,
  type DeliverySelection,
  listDaysWithoutManifest,
  type PastRun,
} from '../contract/deliveries.ts';
import { endRun, undoUnpublishedRuns } from './run-states.ts';

export type OpenRunResult =
  | { outcome: 'opened'; run: Run; awaiting_manifest: string[] }
  | { outcome: 'nothing_delivered' | 'busy'; awaiting_manifest: string[] };

/** Days that are named as waiting for their manifest: enough to see, few enough for the workflow's state. */
const namedDays = 20;

/** Another execution can come in between as often as this before it counts as at work. */
const attempts = 5;

/**
 * Opens a run, or says that there is nothing to do or another run at work. A run that an execution left open when it
 * died is abandoned first, and what ended runs wrote is taken back.
 */
export async function openRun(
  database: Database,
  deliveries: Delivery[],
  isAlive: (executionId: string) => Promise<boolean>,
  request: DeliverySelection,
): Promise<OpenRunResult> {
  const awaiting_manifest = listDaysWithoutManifest(deliveries, request).slice(0, namedDays);
  await closePublishedRuns(database, isAlive, request);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const running = await runningRun(database);
    if (running) {
      if (running.execution_id === request.execution_id) return opened(running, awaiting_manifest);
      if (await isAlive(running.execution_id)) return { outcome: 'busy', awaiting_manifest };
      await endRun(database, running.run_id, 'abandoned', { abandoned_for: request.execution_id });
    }
    await undoUnpublishedRuns(database);
    const next = await openNext(database, deliveries, request);
    if (next === 'nothing_delivered') return { outcome: next, awaiting_manifest };
    if (next !== 'overtaken') return opened(next, awaiting_manifest);
  }
  return { outcome: 'busy', awaiting_manifest };
}

const opened = ({ run_id, as_of, fencing_token }: Run, awaiting_manifest: string[]): OpenRunResult => ({
  outcome: 'opened',
  run: { run_id, as_of, fencing_token },
  awaiting_manifest,
});

/**
 * Decides and opens in one transaction, in which no other run opens, is published or ends: what was read before it may
 * be true no more. The run's fencing token is higher than any before, for tokens are given out one after the other here. `overtaken` when another run was opened since, or ended and is not taken back.
 */
function openNext(
  database: Database,
  deliveries: Delivery[],
  request: DeliverySelection,
): Promise<Run | 'nothing_delivered' | 'overtaken'> {
  return database.transaction(async (transaction) => {
    await transaction.query(`select ${SET_IDLE_TRANSACTION_TIMEOUT}`);
    await transaction.execute('lock table analytics.runs in share row exclusive mode');
    const [inTheWay] = await transaction.query(
      `select run_id from analytics.runs
       where state = 'running' or (closed_at is null and state <> 'published') limit 1`,
    );
    if (inTheWay) return 'overtaken';
    const delivery = chooseNextDelivery(deliveries, await pastRuns(transaction, request.up_to), request);
    return delivery ? insertRun(transaction, delivery, request.execution_id) : 'nothing_delivered';
  });
}

/** What an execution published and died before it closed is published; the scoring looks after itself. */
async function closePublishedRuns(
  database: Database,
  isAlive: (executionId: string) => Promise<boolean>,
  { execution_id }: DeliverySelection,
): Promise<void> {
  const left = await database.query<{ run_id: string; execution_id: string }>(
    `select run_id, execution_id from analytics.runs
     where state = 'published' and closed_at is null and execution_id <> :execution_id`,
    { execution_id },
  );
  for (const run of left) {
    if (await isAlive(run.execution_id)) continue;
    await database.execute(
      `update analytics.runs set closed_at = clock_timestamp(), outcome = :outcome
       where run_id = :run_id and closed_at is null`,
      { run_id: uuid(run.run_id), outcome: json({ closed_for: execution_id }) },
    );
  }
}

async function runningRun(database: Sql): Promise<(Run & { execution_id: string }) | undefined> {
  const [run] = await database.query<Run & { execution_id: string }>(
    `select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, fencing_token, execution_id
     from analytics.runs where state = 'running'`,
  );
  return run;
}

/** One row a day at most times: a decade is a few thousand small rows. */
function pastRuns(database: Sql, upTo: string): Promise<PastRun[]> {
  return database.query<PastRun>(
    `select distinct to_char(as_of, 'YYYY-MM-DD') as as_of, manifest_etag, state, execution_id
     from analytics.runs where as_of <= :up_to`,
    { up_to: date(upTo) },
  );
}

async function insertRun(database: Sql, delivery: Delivery, executionId: string): Promise<Run> {
  const [run] = await database.query<Run>(
    `insert into analytics.runs (run_id, as_of, execution_id, manifest_etag)
     values (:run_id, :as_of, :execution_id, :manifest_etag)
     returning run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, fencing_token`,
    {
      run_id: uuid(uuidv7()),
      as_of: date(delivery.as_of),
      execution_id: executionId,
      manifest_etag: delivery.manifest_etag,
    },
  );
  return run as Run;
}

/** ETag of the manifest that a run was opened for; null when none is known. */
export async function readManifestEtag(database: Sql, { run_id }: Run): Promise<string | null> {
  const [run] = await database.query<{ manifest_etag: string | null }>(
    'select manifest_etag from analytics.runs where run_id = :run_id',
    { run_id: uuid(run_id) },
  );
  return run?.manifest_etag ?? null;
}
