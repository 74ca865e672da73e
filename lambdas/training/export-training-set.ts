/** First step of training: the known outcomes and their features, written to the work bucket by the database itself. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { policyOf } from '../shared/decision/policies.ts';
import { env } from '../shared/env.ts';
import { exportPlace } from '../shared/export-place.ts';
import { riskHandler } from '../shared/handler.ts';
import { exportTrainingSet } from './exporting.ts';
import { trainingJobName } from './job-name.ts';

const Input = z.object({ execution_id: z.string().min(1) });

export const handler = riskHandler({ name: 'training/export-training-set', input: Input }, ({ execution_id }) => {
  const policy = policyOf(env('POLICY_VERSION'));
  return exportTrainingSet(
    { database: database(), store: objectStore(), place: exportPlace(), policy },
    trainingJobName(execution_id),
  );
});
