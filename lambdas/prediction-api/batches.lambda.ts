/**
 * Handles the calls about batches. A separate Lambda, because only this one may sign URLs of the work bucket and start
 * the batch workflow.
 */
import { SFNClient } from '@aws-sdk/client-sfn';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { batchRoute, createBatchRoute, startBatchRoute } from './contract/routes/batches.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { createWorkflowStarter } from './uploads/batch-workflow.ts';
import { createBatch, readBatch, startBatch } from './uploads/batches.ts';
import { createUrlSigner } from './uploads/signed-urls.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function batchesHandler(readGroups: ReadGroups = createGroupReader()): ApiHandler {
  const dependencies = {
    ...{ database: getDatabase, objects: getObjectStore, signer: createUrlSigner() },
    startWorkflow: createWorkflowStarter(new SFNClient({})),
  };
  return createApiHandler(
    'prediction-api/batches',
    [
      bindOperation(createBatchRoute, (input) => createBatch(dependencies, input)),
      bindOperation(startBatchRoute, (input) => startBatch(dependencies, input)),
      bindOperation(batchRoute, (input) => readBatch(dependencies, input)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = batchesHandler();
