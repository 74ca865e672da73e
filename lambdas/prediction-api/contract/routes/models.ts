/** Calls about registered models. */
import { route, SECURED } from '../route.ts';
import { MetricsQuery, Model, ModelList, ModelMetrics, ModelPath, ModelsQuery } from '../schemas/models.ts';

export const modelsRoute = route({
  operationId: 'listModels',
  method: 'GET',
  path: '/v1/models',
  handler: 'read',
  scope: 'risk/read',
  summary: 'List the models',
  description: 'Every registered model version, page by page, newest first.',
  query: ModelsQuery,
  answer: ModelList,
  problems: [...SECURED, 400],
});

export const modelRoute = route({
  operationId: 'getModel',
  method: 'GET',
  path: '/v1/models/{version}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read a model',
  description: 'Stage, features, hashes, training and model card of a version.',
  params: ModelPath,
  answer: Model,
  problems: [...SECURED, 400, 404],
});

export const metricsRoute = route({
  operationId: 'getModelMetrics',
  method: 'GET',
  path: '/v1/model-metrics',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read how good a model is',
  description: 'Figures of the holdout and of cross-validation, of the champion or of a version.',
  query: MetricsQuery,
  answer: ModelMetrics,
  problems: [...SECURED, 400, 404],
});
