/** The table of calls: what each is called, takes, answers and requires. Handlers and the OpenAPI document read it. */
import type { z } from 'zod';
import { Override, OverrideRequest, PredictionEvidence, PredictionPath, Replay } from './evidence-schemas.ts';
import { MetricsQuery, Model, ModelList, ModelMetrics, ModelPath, ModelsQuery } from './model-schemas.ts';
import { Run, RunList, RunPath, RunsQuery } from './run-schemas.ts';
import {
  CustomerPath,
  DocumentationPath,
  Health,
  HistoryQuery,
  IdempotencyHeaders,
  OpenApi,
  Page,
  Prediction,
  PredictRequest,
  RiskScore,
} from './schemas.ts';

export const scopes = {
  'risk/score': 'Score applications',
  'risk/read': 'Read scores, models and reports',
  'risk/review': 'Override a decision; for people in the group reviewers only',
} as const;

export type Scope = keyof typeof scopes;

/** Statuses that a call may answer beside 200. The gateway itself answers 401. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 413 | 422 | 429 | 503;

/** Groups of the user pool that a call may ask for. */
export const groups = { reviewers: 'May override decisions' } as const;

export type Route<
  Body extends z.ZodType = z.ZodType,
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Headers extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> = {
  operationId: string;
  method: 'GET' | 'POST';
  path: `/v1/${string}`;
  /** Lambda that answers: lambdas/prediction-api/<handler>.ts. */
  handler: 'predict' | 'read' | 'replay' | 'documentation';
  /** Required scope of the token; null needs no token. */
  scope: Scope | null;
  /** Only people in this group may call, never a machine. */
  group?: keyof typeof groups;
  summary: string;
  description: string;
  body?: Body;
  params?: Path;
  query?: Query;
  headers?: Headers;
  answer: Answer;
  /** Media types of the answer where it is not JSON. */
  media?: readonly string[];
  problems: readonly ProblemStatus[];
};

/** Keeps the exact schema types of a route, from which its logic's input and answer are typed. */
const route = <
  Answer extends z.ZodType,
  Body extends z.ZodType = z.ZodUndefined,
  Path extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Headers extends z.ZodObject = z.ZodObject<Record<never, never>>,
>(
  definition: Route<Body, Path, Query, Headers, Answer>,
) => definition;

/** What every call with a token may be answered. */
const SECURED = [401, 403, 429, 503] as const;

export const predictRoute = route({
  operationId: 'predict',
  method: 'POST',
  path: '/v1/predict',
  handler: 'predict',
  scope: 'risk/score',
  summary: 'Score one application',
  description:
    'Scores an application of the newest published run with the champion model and the decision policy. The evidence is stored before the answer is sent.',
  body: PredictRequest,
  headers: IdempotencyHeaders,
  answer: Prediction,
  problems: [...SECURED, 400, 404, 413, 422],
});

export const riskScoreRoute = route({
  operationId: 'getRiskScore',
  method: 'GET',
  path: '/v1/risk-score/{customer_id}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read the scores of a customer',
  description: 'The newest stored score of a customer, and the history page by page, newest first.',
  params: CustomerPath,
  query: HistoryQuery,
  answer: RiskScore,
  problems: [...SECURED, 400, 404],
});

export const healthRoute = route({
  operationId: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  handler: 'read',
  scope: null,
  summary: 'Ask whether predictions can be made',
  description: 'Answers 200 also when degraded, and says what is. Needs no token; an answer may be a few seconds old.',
  answer: Health,
  problems: [503],
});

export const predictionRoute = route({
  operationId: 'getPrediction',
  method: 'GET',
  path: '/v1/predictions/{prediction_id}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read a prediction with its evidence',
  description: 'Inputs, lineage, model, policy and outcome of a stored prediction, and the newest override of it.',
  params: PredictionPath,
  answer: PredictionEvidence,
  problems: [...SECURED, 400, 404],
});

export const replayRoute = route({
  operationId: 'replayPrediction',
  method: 'POST',
  path: '/v1/predictions/{prediction_id}/replay',
  handler: 'replay',
  scope: 'risk/read',
  summary: 'Compute a prediction again',
  description: 'Computes a stored prediction from its own features, model and policy, and says what differs.',
  params: PredictionPath,
  answer: Replay,
  problems: [...SECURED, 400, 404],
});

export const overrideRoute = route({
  operationId: 'overridePrediction',
  method: 'POST',
  path: '/v1/predictions/{prediction_id}/override',
  handler: 'read',
  scope: 'risk/review',
  group: 'reviewers',
  summary: 'Overrule a decision',
  description: "Stores a person's decision beside the one it overrules, with who decided and why.",
  params: PredictionPath,
  body: OverrideRequest,
  answer: Override,
  problems: [...SECURED, 400, 404, 413, 422],
});

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

export const runsRoute = route({
  operationId: 'listRuns',
  method: 'GET',
  path: '/v1/runs',
  handler: 'read',
  scope: 'risk/read',
  summary: 'List the runs of the daily ETL',
  description: 'Every run, page by page, newest first.',
  query: RunsQuery,
  answer: RunList,
  problems: [...SECURED, 400],
});

export const runRoute = route({
  operationId: 'getRun',
  method: 'GET',
  path: '/v1/runs/{run_id}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read a run of the daily ETL',
  description: 'Files, refused rows by reason, and quality checks of a run.',
  params: RunPath,
  answer: Run,
  problems: [...SECURED, 400, 404],
});

export const openApiRoute = route({
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  handler: 'documentation',
  scope: null,
  summary: 'Read this document',
  description: 'The OpenAPI document of this API. Needs no token.',
  answer: OpenApi,
  problems: [503],
});

export const documentationRoute = route({
  operationId: 'getDocumentation',
  method: 'GET',
  path: '/v1/docs',
  handler: 'documentation',
  scope: null,
  summary: 'Browse this document',
  description: 'The OpenAPI document as a page. Needs no token.',
  answer: Page,
  media: ['text/html'],
  problems: [503],
});

export const documentationFileRoute = route({
  operationId: 'getDocumentationFile',
  method: 'GET',
  path: '/v1/docs/{file}',
  handler: 'documentation',
  scope: null,
  summary: 'Read a file of that page',
  description: 'A script or style sheet of the page at /v1/docs. Needs no token.',
  params: DocumentationPath,
  answer: Page,
  media: ['text/css', 'text/javascript'],
  problems: [400, 503],
});

export const routes = [
  predictRoute,
  riskScoreRoute,
  predictionRoute,
  replayRoute,
  overrideRoute,
  modelsRoute,
  modelRoute,
  metricsRoute,
  runsRoute,
  runRoute,
  healthRoute,
  openApiRoute,
  documentationRoute,
  documentationFileRoute,
] as unknown as readonly Route[];
