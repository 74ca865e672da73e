/** Step of a recovery that replays predictions of the restored database. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { replayNewest } from './checks/replay-newest.ts';
import { RecoveryPlan } from './contract/recovery.ts';

const loadModel = createModelCache(createModelReader());

export const handler = createRiskHandler(
  { name: 'recovery/replay-predictions', input: z.object({ plan: RecoveryPlan }) },
  async ({ plan }) => ({ checks: [await replayNewest(getDatabase(undefined, plan.cluster_arn), loadModel)] }),
);
