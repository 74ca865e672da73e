/** Changes a model's lifecycle stage and prepares the job that copies the registry to MLflow. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { LifecycleChange } from './contract/lifecycle.ts';
import { changeStageAndSync } from './registry/change-stage-and-sync.ts';

export const handler = createRiskHandler(
  { name: 'training/change-stage', input: LifecycleChange },
  async (change, { metrics }) => {
    const [modelBucket, workBucket] = [requireEnv('MODEL_BUCKET'), requireEnv('WORK_BUCKET')];
    const dependencies = { database: getDatabase(), store: getObjectStore(), modelBucket, workBucket };
    const result = await changeStageAndSync(dependencies, change);
    if (result.is_emergency) metrics.addMetric('EmergencyRollbacks', MetricUnit.Count, 1);
    return result;
  },
);
