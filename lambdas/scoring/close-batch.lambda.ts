/** Last step of the batch scoring: makes the result available to the client, or records the failure. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { closeBatch } from './uploads/close-batch.ts';

const Input = z.object({ batch_id: z.uuid(), execution_id: z.string(), failed: z.boolean() });

export const handler = createRiskHandler({ name: 'scoring/close-batch', input: Input }, (request) =>
  closeBatch({ database: getDatabase(), store: getObjectStore(), workBucket: requireEnv('WORK_BUCKET') }, request),
);
