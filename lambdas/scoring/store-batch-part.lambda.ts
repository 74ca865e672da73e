/** Fourth step of the batch scoring, once for each part: stores its scores as evidence. */
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { StoreBatchPartInput } from './contract/batch-payload.ts';
import { storeBatchPart } from './uploads/store-batch-part.ts';

export const handler = createRiskHandler({ name: 'scoring/store-batch-part', input: StoreBatchPartInput }, (input) => {
  const [workBucket, region] = [requireEnv('WORK_BUCKET'), requireEnv('AWS_REGION')];
  return storeBatchPart({ database: getDatabase(), workBucket, region }, input);
});
