/** Changes a lifecycle stage, and prepares the MLflow sync when the change can make MLflow's copy differ. */
import { RiskError } from '../../shared/errors.ts';
import type { LifecycleChange, LifecycleChangeResult } from '../contract/lifecycle.ts';
import { changeLifecycleStage } from './change-lifecycle-stage.ts';
import { type MlflowSyncDependencies, prepareMlflowSync } from './mlflow-sync.ts';
import type { RegistryDependencies } from './registry.ts';

/** A training's model, or a serving one, has other files than those that were registered. Nothing was promoted. */
export class ModelFilesChanged extends RiskError {
  constructor({ message }: LifecycleChangeResult) {
    super(`${message}; docs/runbook.md says what to do`);
  }
}

/**
 * `job_name` is the job of the sync; null when there is nothing to copy.
 * @throws {ModelFilesChanged} when a training's model is refused; a person's command gets the outcome `damaged`
 */
export async function changeStageAndSync(
  dependencies: RegistryDependencies & MlflowSyncDependencies,
  change: LifecycleChange,
): Promise<LifecycleChangeResult & { job_name: string | null }> {
  const result = await changeLifecycleStage(dependencies, change);
  if (change.action === 'admit' && result.outcome === 'damaged') throw new ModelFilesChanged(result);
  const job_name = await prepareMlflowSync(dependencies, change.execution_id, result);
  return { ...result, job_name };
}
