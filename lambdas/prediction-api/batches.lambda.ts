/**
 * The calls about batches. A Lambda of its own: it alone may sign addresses of the work bucket and start a workflow, and
 * may do so for batches only.
 */
import { SFNClient } from '@aws-sdk/client-sfn';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { batchRoute, createBatchRoute, startBatchRoute } from './contract/routes/batches.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { createWorkflowStarter } from './uploads/batch-workflow.ts';
import { batchCreator, batchReader, batchStarter } from './uploads/batches.ts';
import { createUrlSigner } from './uploads/signed-urls.ts';

/** A handler with nothing in its caches, as a new process of the function has it. */
export function batchesHandler(): ApiHandler {
  const world = {
    database: getDatabase,
    objects: getObjectStore,
    sign: createUrlSigner(),
    startWorkflow: createWorkflowStarter(new SFNClient({})),
  };
  return createApiHandler(
    'prediction-api/batches',
    [
      bindOperation(createBatchRoute, batchCreator(world)),
      bindOperation(startBatchRoute, batchStarter(world)),
      bindOperation(batchRoute, batchReader(world)),
    ],
    limitRequestRate,
  );
}

export const handler = batchesHandler();
