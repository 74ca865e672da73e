/** First step of the batch scoring: splits the uploaded file into parts. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { splitBatch } from './uploads/split-batch.ts';

const Input = z.object({ batch_id: z.uuid(), execution_id: z.string() });

export const handler = createRiskHandler({ name: 'scoring/split-batch', input: Input }, (request) =>
  splitBatch({ database: getDatabase(), store: getObjectStore(), workBucket: requireEnv('WORK_BUCKET') }, request),
);
