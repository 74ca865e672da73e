/** The one writer of model stages; what it changed is handed to the job that makes MLflow follow. */
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { changeLifecycleStage, LifecycleChange } from './registry/change-stage.ts';
import { prepareMlflowSync } from './registry/mlflow-sync.ts';

export const handler = riskHandler({ name: 'training/change-stage', input: LifecycleChange }, async (change) => {
  const tools = { database: database(), store: objectStore() };
  const outcome = await changeLifecycleStage({ ...tools, bucket: env('MODEL_BUCKET') }, change);
  const job_name = await prepareMlflowSync({ ...tools, bucket: env('WORK_BUCKET') }, change.execution_id, outcome);
  return { ...outcome, job_name };
});
