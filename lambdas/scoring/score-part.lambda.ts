/** Second step of the daily scoring, once for each part: scores its rows. */
import { getObjectStore } from '../shared/aws/object-store.ts';
import { ReasonsFor } from '../shared/batch-contract.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { ScoringPartInput } from './contract/scoring-payload.ts';
import { scorePart } from './daily/score-part.ts';

const loadModel = createModelCache(createModelReader());

export const handler = createRiskHandler(
  { name: 'scoring/score-part', input: ScoringPartInput },
  (input, telemetry) => {
    const reasonsFor = ReasonsFor.parse(requireEnv('REASONS_FOR'));
    const dependencies = { store: getObjectStore(), workBucket: requireEnv('WORK_BUCKET'), loadModel };
    return scorePart({ ...dependencies, reasonsFor, telemetry }, input);
  },
);
