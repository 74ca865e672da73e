/** Changes a model's lifecycle stage and prepares the job that copies the registry to MLflow. */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { LifecycleChange } from './contract/lifecycle.ts';
import { changeStageAndSync } from './registry/change-stage-and-sync.ts';

export const handler = createRiskHandler({ name: 'training/change-stage', input: LifecycleChange }, (change) => {
  const [modelBucket, workBucket] = [requireEnv('MODEL_BUCKET'), requireEnv('WORK_BUCKET')];
  return changeStageAndSync({ database: getDatabase(), store: getObjectStore(), modelBucket, workBucket }, change);
});
