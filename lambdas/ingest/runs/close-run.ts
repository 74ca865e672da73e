/** Writes down how a run ended, and takes back what it wrote when it was not published. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import type { Run } from '../../shared/runs/run.ts';
import { type StageTimes, storeStages, toStages } from './run-stages.ts';
import { endRun, type UnpublishedState, undoUnpublishedRuns } from './run-states.ts';

/** Closing twice changes nothing, and no failure after its publication makes a published run anything else. */
export async function closeRun(
  database: Database,
  run: Run,
  state: 'published' | UnpublishedState,
  outcome: Record<string, unknown>,
  stages: StageTimes = {},
): Promise<void> {
  await storeStages(database, run.run_id, toStages(stages, failedStage(state, outcome)));
  if (state !== 'published') {
    await endRun(database, run.run_id, state, outcome);
    await undoUnpublishedRuns(database);
  }
  await database.execute(
    `update analytics.runs set closed_at = clock_timestamp(), outcome = :outcome
     where run_id = :run_id and state = 'published' and closed_at is null`,
    { run_id: uuid(run.run_id), outcome: json(outcome) },
  );
}

/** A published run stays published, however its scoring ended. */
function failedStage(
  state: 'published' | UnpublishedState,
  { scoring }: Record<string, unknown>,
): 'last' | 'score' | null {
  if (state !== 'published') return 'last';
  return (scoring as { outcome?: unknown } | undefined)?.outcome === 'failed' ? 'score' : null;
}
