/** The one writer of model stages; what it changed is handed to the job that makes MLflow follow. */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { changeLifecycleStage, LifecycleChange } from './registry/change-lifecycle-stage.ts';
import { prepareMlflowSync } from './registry/mlflow-sync.ts';

export const handler = createRiskHandler({ name: 'training/change-stage', input: LifecycleChange }, async (change) => {
  const tools = { database: getDatabase(), store: getObjectStore() };
  const outcome = await changeLifecycleStage({ ...tools, bucket: requireEnv('MODEL_BUCKET') }, change);
  const job_name = await prepareMlflowSync(
    { ...tools, bucket: requireEnv('WORK_BUCKET') },
    change.execution_id,
    outcome,
  );
  return { ...outcome, job_name };
});
