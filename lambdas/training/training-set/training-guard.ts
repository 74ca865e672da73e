/** When a training is not even begun: another is under way, or drift was told so soon after the last. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { configuration } from '../contract/configuration.ts';

/** An execution of the training workflow. */
export interface TrainingExecution {
  id: string;
  started_at: Date;
}

export interface TrainingGuardDependencies {
  database: Database;
  /** The execution that began before this one and still runs. */
  findEarlierTraining(executionId: string): Promise<TrainingExecution | undefined>;
}

export type SkippedTraining =
  | { outcome: 'another_training_runs'; execution: string; since: string }
  | { outcome: 'trained_lately'; registered_at: string; cooldown_days: number };

/** Undefined when nothing keeps the training from going on. */
export async function checkTrainingGuard(
  { database, findEarlierTraining: earlier }: TrainingGuardDependencies,
  executionId: string,
  reason: string,
): Promise<SkippedTraining | undefined> {
  const other = await earlier(executionId);
  if (other) {
    return { outcome: 'another_training_runs', execution: other.id, since: other.started_at.toISOString() };
  }
  if (reason !== 'drift') return undefined;
  const { drift_cooldown_days: cooldown_days } = configuration.retraining;
  const [newest] = await database.query<{ registered_at: string }>(
    readSqlFile('training/registry/find_recent_model.sql'),
    {
      seconds: Math.round(cooldown_days * 86_400),
    },
  );
  return newest && { outcome: 'trained_lately', registered_at: newest.registered_at, cooldown_days };
}

/**
 * Of the executions that run, the first that began before this one; of two at the same time the lesser name counts as
 * the first, so that of any number one goes on.
 */
export function selectEarlierExecution(
  executionId: string,
  running: readonly TrainingExecution[],
): TrainingExecution | undefined {
  const order = (a: TrainingExecution, b: TrainingExecution) =>
    a.started_at.getTime() - b.started_at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const [first] = running.toSorted(order);
  return first && first.id !== executionId ? first : undefined;
}

/** The ARN of the state machine that an execution's ARN names. */
export const toStateMachineArn = (executionId: string): string =>
  executionId.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');
