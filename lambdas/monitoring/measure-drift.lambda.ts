/** Second step of monitoring: measures drift and chooses the target of the later steps. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { AsOfDate } from '../shared/runs/run.ts';
import { storeDrift } from './measurements/store-drift.ts';

const Input = z.object({ as_of: AsOfDate.nullish() });

export const handler = createRiskHandler(
  { name: 'monitoring/measure-drift', input: Input },
  ({ as_of }, { logger }) => {
    const dependencies = { database: getDatabase(), store: getObjectStore(), modelBucket: requireEnv('MODEL_BUCKET') };
    return storeDrift({ ...dependencies, logger }, as_of);
  },
);
