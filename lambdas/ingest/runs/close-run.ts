/** Closes a run: stores its stage times and outcome, and undoes its writes when it was not published. */
import type { Database } from '../../shared/aws/database.ts';
import type { Run } from '../../shared/runs/run.ts';
import { closePublishedRun, endRun, type UnpublishedState } from './run-lifecycle.ts';
import { type StageTimes, storeStages, toStages } from './run-stages.ts';
import { undoUnpublishedRuns } from './undo-runs.ts';

/**
 * Closes a run in a state. Idempotent: a closed run keeps its state and outcome, and a published run stays published
 * when a later step fails.
 */
export async function closeRun(
  database: Database,
  run: Run,
  state: 'published' | UnpublishedState,
  outcome: Record<string, unknown>,
  stages: StageTimes = {},
): Promise<void> {
  await storeStages(database, run.run_id, toStages(stages, findFailedStage(state, outcome)));
  if (state !== 'published') {
    await endRun(database, run.run_id, state, outcome);
    await undoUnpublishedRuns(database);
  }
  await closePublishedRun(database, run.run_id, outcome);
}

/** `last`: the run failed in its last stage. A published run stays published when its scoring fails. */
function findFailedStage(
  state: 'published' | UnpublishedState,
  { scoring }: Record<string, unknown>,
): 'last' | 'score' | null {
  if (state !== 'published') return 'last';
  return (scoring as { outcome?: unknown } | undefined)?.outcome === 'failed' ? 'score' : null;
}
