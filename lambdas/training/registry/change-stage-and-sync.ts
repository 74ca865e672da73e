/** Changes a lifecycle stage, and prepares the MLflow sync when the change can make MLflow's copy differ. */
import type { LifecycleChange, LifecycleChangeResult } from '../contract/lifecycle.ts';
import { changeLifecycleStage } from './change-lifecycle-stage.ts';
import { type MlflowSyncDependencies, prepareMlflowSync } from './mlflow-sync.ts';
import type { RegistryDependencies } from './registry.ts';

/** `job_name` is the job of the sync; null when there is nothing to copy. */
export async function changeStageAndSync(
  dependencies: RegistryDependencies & MlflowSyncDependencies,
  change: LifecycleChange,
): Promise<LifecycleChangeResult & { job_name: string | null }> {
  const result = await changeLifecycleStage(dependencies, change);
  const job_name = await prepareMlflowSync(dependencies, change.execution_id, result);
  return { ...result, job_name };
}
