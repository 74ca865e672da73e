/** Routes of registered models. */
import { PORTFOLIO_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { MetricsQuery, ModelDetails, ModelList, ModelMetrics, ModelPath, ModelsQuery } from '../schemas/models.ts';

export const modelsRoute = defineRoute({
  operationId: 'listModels',
  method: 'GET',
  path: '/v1/models',
  handler: 'read',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'List models',
  description: 'All registered model versions in pages, newest first.',
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
  roles: PORTFOLIO_READERS,
  summary: 'Read a model',
  description: 'Lifecycle stage, features, hashes, training and model card of a model version.',
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
  roles: PORTFOLIO_READERS,
  summary: 'Read the metrics of a model',
  description:
    'Figures of the champion or of a version: on the holdout, by cross-validation, and on observed outcomes.',
  query: MetricsQuery,
  response: ModelMetrics,
  problems: [...SECURED_STATUSES, 400, 404],
});
