/** Opens the run of the next delivery. Only one run is open at a time, and a retry returns the run it opened before. */
import type { Database } from '../../shared/aws/database.ts';
import type { Run } from '../../shared/runs/run.ts';
import {
  chooseNextDelivery,
  type Delivery,
  type DeliverySelection,
  listDaysWithoutManifest,
} from '../contract/deliveries.ts';
import {
  closePublishedRun,
  endRun,
  findRunningRun,
  hasUnfinishedRun,
  insertRun,
  listPastRuns,
  listUnclosedPublishedRuns,
  lockRuns,
} from './run-lifecycle.ts';
import { undoUnpublishedRuns } from './undo-runs.ts';

export type OpenRunResult =
  | { outcome: 'opened'; run: Run; awaiting_manifest: string[] }
  | { outcome: 'nothing_delivered' | 'busy'; awaiting_manifest: string[] };

/** Days without a manifest that are returned; the state of an execution has a size limit. */
const MAX_AWAITING_DAYS = 20;

/** Attempts before an execution that opens runs at the same time counts as busy. */
const MAX_ATTEMPTS = 5;

type IsExecutionRunning = (executionId: string) => Promise<boolean>;

/**
 * Opens the next run. First it closes published runs and abandons the running run of executions that died, and undoes
 * the writes of unpublished runs.
 */
export async function openRun(
  database: Database,
  deliveries: Delivery[],
  isExecutionRunning: IsExecutionRunning,
  selection: DeliverySelection,
): Promise<OpenRunResult> {
  const awaiting_manifest = listDaysWithoutManifest(deliveries, selection).slice(0, MAX_AWAITING_DAYS);
  const { execution_id } = selection;
  await closeOrphanedRuns(database, isExecutionRunning, execution_id);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const runningRun = await findRunningRun(database);
    if (runningRun) {
      if (runningRun.execution_id === execution_id) return toOpened(runningRun, awaiting_manifest);
      if (await isExecutionRunning(runningRun.execution_id)) return { outcome: 'busy', awaiting_manifest };
      await endRun(database, runningRun.run_id, 'abandoned', { abandoned_for: execution_id });
    }
    await undoUnpublishedRuns(database);
    const nextRun = await openNextRun(database, deliveries, selection);
    if (nextRun === 'nothing_delivered') return { outcome: nextRun, awaiting_manifest };
    if (nextRun !== 'overtaken') return toOpened(nextRun, awaiting_manifest);
  }
  return { outcome: 'busy', awaiting_manifest };
}

const toOpened = ({ run_id, as_of, fencing_token }: Run, awaiting_manifest: string[]): OpenRunResult => ({
  outcome: 'opened',
  run: { run_id, as_of, fencing_token },
  awaiting_manifest,
});

/**
 * Chooses the delivery and opens its run under one lock, because what was read before may have changed. `overtaken`: in
 * the meantime another run was opened, or ended unpublished and is not undone yet.
 */
function openNextRun(
  database: Database,
  deliveries: Delivery[],
  selection: DeliverySelection,
): Promise<Run | 'nothing_delivered' | 'overtaken'> {
  return database.transaction(async (transaction) => {
    await lockRuns(transaction);
    if (await hasUnfinishedRun(transaction)) return 'overtaken';
    const pastRuns = await listPastRuns(transaction, selection.up_to);
    const delivery = chooseNextDelivery(deliveries, pastRuns, selection);
    return delivery ? insertRun(transaction, delivery, selection.execution_id) : 'nothing_delivered';
  });
}

/** Closes published runs whose execution died. The next daily scoring scores what they left unscored. */
async function closeOrphanedRuns(
  database: Database,
  isExecutionRunning: IsExecutionRunning,
  executionId: string,
): Promise<void> {
  for (const run of await listUnclosedPublishedRuns(database, executionId)) {
    if (await isExecutionRunning(run.execution_id)) continue;
    await closePublishedRun(database, run.run_id, { closed_for: executionId });
  }
}
