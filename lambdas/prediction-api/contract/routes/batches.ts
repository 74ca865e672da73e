/** Calls about batches: files that are uploaded, scored row by row, and fetched again. */
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { Batch, BatchPath, BatchRequest } from '../schemas/batches.ts';

export const createBatchRoute = defineRoute({
  operationId: 'createBatch',
  method: 'POST',
  path: '/v1/batches',
  handler: 'batches',
  scope: 'risk/score',
  summary: 'Make a batch',
  description: 'Answers where to upload a file of applications or of features. Start the batch once it is uploaded.',
  body: BatchRequest,
  response: Batch,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});

export const startBatchRoute = defineRoute({
  operationId: 'startBatch',
  method: 'POST',
  path: '/v1/batches/{batch_id}/start',
  handler: 'batches',
  scope: 'risk/score',
  summary: 'Start a batch',
  description: 'Begins to score what was uploaded. Starting a batch again changes nothing, nor does another upload.',
  params: BatchPath,
  response: Batch,
  problems: [...SECURED_STATUSES, 400, 404, 422],
});

export const batchRoute = defineRoute({
  operationId: 'getBatch',
  method: 'GET',
  path: '/v1/batches/{batch_id}',
  handler: 'batches',
  scope: 'risk/score',
  summary: 'Ask how far a batch is',
  description: 'State, progress, what is wrong with rows, and the result once it is there. Only who made it sees it.',
  params: BatchPath,
  response: Batch,
  problems: [...SECURED_STATUSES, 400, 404],
});
