/**
 * The calls about batches. A Lambda of its own: it alone may sign addresses of the work bucket and start a workflow, and
 * may do so for batches only.
 */
import { SFNClient } from '@aws-sdk/client-sfn';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { batchRoute, createBatchRoute, startBatchRoute } from './contract/routes/batches.ts';
import { type ApiHandler, apiHandler } from './http/api-handler.ts';
import { rateLimit } from './http/limit-request-rate.ts';
import { operation } from './http/operation.ts';
import { workflowStarter } from './uploads/batch-workflow.ts';
import { batchCreator, batchReader, batchStarter } from './uploads/batches.ts';
import { signer } from './uploads/signed-urls.ts';

/** A handler with nothing in its caches, as a new process of the function has it. */
export function batchesHandler(): ApiHandler {
  const world = { database, objects: objectStore, sign: signer(), startWorkflow: workflowStarter(new SFNClient({})) };
  return apiHandler(
    'prediction-api/batches',
    [
      operation(createBatchRoute, batchCreator(world)),
      operation(startBatchRoute, batchStarter(world)),
      operation(batchRoute, batchReader(world)),
    ],
    rateLimit,
  );
}

export const handler = batchesHandler();
