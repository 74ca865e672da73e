/** Routes of predictions: make, list, read, replay, override and end an override. */
import { CASE_READERS, SCORERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  Override,
  OverrideEnd,
  OverrideEndRequest,
  OverridePath,
  OverrideRequest,
  PredictionEvidence,
  PredictionPath,
  Replay,
} from '../schemas/evidence.ts';
import { PredictBatch, PredictBatchRequest, PredictRequest } from '../schemas/predict-requests.ts';
import { CustomerPath, HistoryQuery, IdempotencyHeaders, Prediction, RiskScore } from '../schemas/predictions.ts';

export const predictRoute = defineRoute({
  operationId: 'predict',
  method: 'POST',
  path: '/v1/predict',
  handler: 'predict',
  scope: 'risk/score',
  roles: SCORERS,
  summary: 'Score one application',
  description:
    'Scores a delivered application, a new application of a known customer, or features alone, with the champion model and the decision policy. The last two are what-ifs, which count in no figure. The evidence is stored before the response is sent.',
  body: PredictRequest,
  headers: IdempotencyHeaders,
  response: Prediction,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});

export const predictBatchRoute = defineRoute({
  operationId: 'predictBatch',
  method: 'POST',
  path: '/v1/predict/batch',
  handler: 'predict',
  scope: 'risk/score',
  roles: SCORERS,
  summary: 'Score up to 100 applications',
  description:
    'Scores each item as POST /v1/predict does; each succeeds or fails on its own. The evidence of all items is stored before the response is sent. A list counts against the rate limit as one request for each item.',
  body: PredictBatchRequest,
  maxBodyBytes: 1024 * 1024,
  listField: 'items',
  countRequests: ({ items }) => items.length,
  headers: IdempotencyHeaders,
  response: PredictBatch,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});

export const riskScoreRoute = defineRoute({
  operationId: 'getRiskScore',
  method: 'GET',
  path: '/v1/risk-score/{customer_id}',
  handler: 'read',
  scope: 'risk/read',
  roles: CASE_READERS,
  summary: 'Read the scores of a customer',
  description: "The newest stored score of a customer's applications, and their history in pages, newest first.",
  params: CustomerPath,
  query: HistoryQuery,
  response: RiskScore,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const predictionRoute = defineRoute({
  operationId: 'getPrediction',
  method: 'GET',
  path: '/v1/predictions/{prediction_id}',
  handler: 'read',
  scope: 'risk/read',
  roles: CASE_READERS,
  summary: 'Read a prediction with its evidence',
  description:
    'Features, lineage, model, policy and decision of a stored prediction, and the overrides of its application.',
  params: PredictionPath,
  response: PredictionEvidence,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const replayRoute = defineRoute({
  operationId: 'replayPrediction',
  method: 'POST',
  path: '/v1/predictions/{prediction_id}/replay',
  handler: 'replay',
  scope: 'risk/read',
  roles: CASE_READERS,
  summary: 'Replay a prediction',
  description: 'Computes a stored prediction again from its own features, model and policy, and lists the differences.',
  params: PredictionPath,
  response: Replay,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const overrideRoute = defineRoute({
  operationId: 'overridePrediction',
  method: 'POST',
  path: '/v1/predictions/{prediction_id}/override',
  handler: 'read',
  scope: 'risk/review',
  roles: ['underwriter'],
  summary: 'Override a decision',
  description:
    "Stores a person's decision that replaces the policy's, with the person and the reason. It holds for the application, later scores included, until a person ends it. Nobody overrides a prediction of their own request, or while another person holds a case of the application. From a configured exposure on two people decide, in a case.",
  params: PredictionPath,
  body: OverrideRequest,
  headers: IdempotencyHeaders,
  response: Override,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});

export const endOverrideRoute = defineRoute({
  operationId: 'endOverride',
  method: 'POST',
  path: '/v1/overrides/{override_id}/end',
  handler: 'read',
  scope: 'risk/review',
  roles: ['underwriter'],
  summary: 'End an override',
  description:
    'Ends the override that holds for an application, with the person and the reason: the policy decides again. Nobody ends the override of a prediction of their own request, unless the override is their own.',
  params: OverridePath,
  body: OverrideEndRequest,
  headers: IdempotencyHeaders,
  response: OverrideEnd,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});
