/** Third step of the batch scoring, once for each part: scores its rows. */
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { BatchPartInput } from './contract/batch-payload.ts';
import { scoreBatchPart } from './uploads/score-batch-part.ts';

const loadModel = createModelCache(createModelReader());

export const handler = createRiskHandler(
  { name: 'scoring/score-batch-part', input: BatchPartInput },
  (input, telemetry) => {
    const staleAfterHours = Number(requireEnv('STALE_FEATURES_HOURS'));
    const dependencies = { store: getObjectStore(), workBucket: requireEnv('WORK_BUCKET'), loadModel };
    return scoreBatchPart({ ...dependencies, staleAfterHours, telemetry }, input);
  },
);
