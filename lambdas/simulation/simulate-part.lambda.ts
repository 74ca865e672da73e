/** Second step of a simulation, once for each part: decides its applications again. */
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { SimulatePartInput } from './contract/simulation-payload.ts';
import { simulatePart } from './parts/simulate-part.ts';

const loadModel = createModelCache(createModelReader());

export const handler = createRiskHandler({ name: 'simulation/simulate-part', input: SimulatePartInput }, (input) =>
  simulatePart({ store: getObjectStore(), workBucket: requireEnv('WORK_BUCKET'), loadModel }, input),
);
