/** The training guard: skips a training while another runs, and after drift when a model was registered lately. */
import type { Database } from '../../shared/aws/database.ts';
import type { RunningExecution } from '../../shared/aws/earlier-execution.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { trainingConfiguration } from '../contract/configuration.ts';

export interface TrainingGuardDependencies {
  database: Database;
  /** Finds a running execution that began before this one. */
  findEarlierTraining(executionId: string): Promise<RunningExecution | undefined>;
}

export type SkippedTraining =
  | { outcome: 'another_training_runs'; execution: string; since: string }
  | { outcome: 'trained_lately'; registered_at: string; cooldown_days: number };

/** @returns why the training is skipped; undefined when it may start */
export async function checkTrainingGuard(
  { database, findEarlierTraining }: TrainingGuardDependencies,
  executionId: string,
  reason: string,
): Promise<SkippedTraining | undefined> {
  const earlier = await findEarlierTraining(executionId);
  if (earlier) {
    return { outcome: 'another_training_runs', execution: earlier.id, since: earlier.started_at.toISOString() };
  }
  if (reason !== 'drift') return undefined;
  const { drift_cooldown_days: cooldown_days } = trainingConfiguration.retraining;
  const [recent] = await database.query<{ registered_at: string }>(
    readSqlFile('training/registry/find_recent_model.sql'),
    { seconds: Math.round(cooldown_days * 86_400) },
  );
  return recent && { outcome: 'trained_lately', registered_at: recent.registered_at, cooldown_days };
}
