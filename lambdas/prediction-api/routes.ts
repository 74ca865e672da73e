/** The table of calls: what each is called, takes, answers and requires. Handlers and the OpenAPI document read it. */
import type { z } from 'zod';
import {
  CustomerPath,
  Health,
  HistoryQuery,
  IdempotencyHeaders,
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
export type ProblemStatus = 400 | 401 | 403 | 404 | 413 | 422 | 503;

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
  handler: 'predict' | 'read';
  /** Required scope of the token; null needs no token. */
  scope: Scope | null;
  summary: string;
  description: string;
  body?: Body;
  params?: Path;
  query?: Query;
  headers?: Headers;
  answer: Answer;
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
  problems: [400, 401, 403, 404, 413, 422, 503],
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
  problems: [400, 401, 403, 404, 503],
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

export const routes: readonly Route[] = [predictRoute, riskScoreRoute, healthRoute] as unknown as Route[];
