/** Calls about registered models. */
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { MetricsQuery, ModelDetails, ModelList, ModelMetrics, ModelPath, ModelsQuery } from '../schemas/models.ts';

export const modelsRoute = defineRoute({
  operationId: 'listModels',
  method: 'GET',
  path: '/v1/models',
  handler: 'read',
  scope: 'risk/read',
  summary: 'List the models',
  description: 'Every registered model version, page by page, newest first.',
  query: ModelsQuery,
  response: ModelList,
  problems: [...SECURED_STATUSES, 400],
});

export const modelRoute = defineRoute({
  operationId: 'getModel',
  method: 'GET',
  path: '/v1/models/{version}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read a model',
  description: 'Stage, features, hashes, training and model card of a version.',
  params: ModelPath,
  response: ModelDetails,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const modelMetricsRoute = defineRoute({
  operationId: 'getModelMetrics',
  method: 'GET',
  path: '/v1/model-metrics',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read how good a model is',
  description: 'Figures of the holdout and of cross-validation, of the champion or of a version.',
  query: MetricsQuery,
  response: ModelMetrics,
  problems: [...SECURED_STATUSES, 400, 404],
});
