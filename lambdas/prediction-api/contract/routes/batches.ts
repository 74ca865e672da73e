/** Routes of batches: files that a client uploads to be scored as a whole. */
import { SCORERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { Batch, BatchPath, CreateBatchRequest } from '../schemas/batches.ts';

export const createBatchRoute = defineRoute({
  operationId: 'createBatch',
  method: 'POST',
  path: '/v1/batches',
  handler: 'batches',
  scope: 'risk/score',
  roles: SCORERS,
  summary: 'Create a batch',
  description:
    'Returns the URL to upload a file of applications or of features to. Start the batch after the upload. A caller may have some batches that are not started.',
  body: CreateBatchRequest,
  response: Batch,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});

export const startBatchRoute = defineRoute({
  operationId: 'startBatch',
  method: 'POST',
  path: '/v1/batches/{batch_id}/start',
  handler: 'batches',
  scope: 'risk/score',
  roles: SCORERS,
  summary: 'Start a batch',
  description:
    'Scores the uploaded file. Starting a batch again has no effect. A caller may have some batches running, and some rows a day scored.',
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
  roles: SCORERS,
  summary: 'Read a batch',
  description:
    'State, progress, errors of rows, and the result when it is done. Only the caller who created it may read it.',
  params: BatchPath,
  response: Batch,
  problems: [...SECURED_STATUSES, 400, 404],
});
