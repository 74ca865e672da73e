/** Opens the run of the next delivery: one at a time, and never a second time for the same task. */
import { v7 as uuidv7 } from 'uuid';
import { type Database, date, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/run.ts';
import { awaitingManifest, type Delivery, nextDelivery, type PastRun } from './deliveries.ts';
import { endRun, undoEndedRuns } from './run-states.ts';

export interface OpenRequest {
  execution_id: string;
  /** Deliveries after this day wait. */
  up_to: string;
}

export type Opening =
  | { outcome: 'opened'; run: Run; awaiting_manifest: string[] }
  | { outcome: 'nothing_delivered' | 'busy'; awaiting_manifest: string[] };

/** Days that are named as waiting for their manifest: enough to see, few enough for the workflow's state. */
const namedDays = 20;

/**
 * Opens a run, or says that there is nothing to do or another run at work. A run that an execution left open when it
 * died is abandoned first, and what ended runs wrote is taken back.
 */
export async function openRun(
  database: Database,
  deliveries: Delivery[],
  isAlive: (executionId: string) => Promise<boolean>,
  request: OpenRequest,
): Promise<Opening> {
  const awaiting_manifest = awaitingManifest(deliveries, request.up_to).slice(0, namedDays);
  const running = await runningRun(database);
  if (running) {
    const { execution_id, ...run } = running;
    if (execution_id === request.execution_id) return { outcome: 'opened', run, awaiting_manifest };
    if (await isAlive(execution_id)) return { outcome: 'busy', awaiting_manifest };
    await endRun(database, run.run_id, 'abandoned', { abandoned_for: request.execution_id });
  }
  await undoEndedRuns(database);
  const delivery = nextDelivery(deliveries, await pastRuns(database, request.up_to), request);
  if (!delivery) return { outcome: 'nothing_delivered', awaiting_manifest };
  const run = await insertRun(database, delivery, request.execution_id);
  return run ? { outcome: 'opened', run, awaiting_manifest } : { outcome: 'busy', awaiting_manifest };
}

async function runningRun(database: Database): Promise<(Run & { execution_id: string }) | undefined> {
  const [run] = await database.query<Run & { execution_id: string }>(
    "select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, execution_id from analytics.runs where state = 'running'",
  );
  return run;
}

/** One row a day at most times: a decade is a few thousand small rows. */
function pastRuns(database: Database, upTo: string): Promise<PastRun[]> {
  return database.query<PastRun>(
    `select distinct to_char(as_of, 'YYYY-MM-DD') as as_of, manifest_etag, state, execution_id
     from analytics.runs where as_of <= :up_to`,
    { up_to: date(upTo) },
  );
}

/** Undefined when another run was opened at the same moment: the index on running runs lets one in. */
async function insertRun(database: Database, delivery: Delivery, executionId: string): Promise<Run | undefined> {
  const [run] = await database.query<Run>(
    `insert into analytics.runs (run_id, as_of, execution_id, manifest_etag)
     values (:run_id, :as_of, :execution_id, :manifest_etag)
     on conflict do nothing
     returning run_id, to_char(as_of, 'YYYY-MM-DD') as as_of`,
    {
      run_id: uuid(uuidv7()),
      as_of: date(delivery.as_of),
      execution_id: executionId,
      manifest_etag: delivery.manifest_etag,
    },
  );
  return run;
}
