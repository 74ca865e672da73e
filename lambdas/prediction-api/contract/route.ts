/** What a call of the API is: its schemas, the scope it requires, the Lambda that answers and the problems it may have. */
import type { z } from 'zod';

export const SCOPES = {
  'risk/score': 'Score applications',
  'risk/read': 'Read scores, models and reports',
  'risk/review': 'Override a decision; for people in the group reviewers only',
} as const;

export type Scope = keyof typeof SCOPES;

/** Statuses that a call may answer beside 200. The gateway itself answers 401. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 413 | 422 | 429 | 503;

/** Groups of the user pool that a call may ask for. */
export const GROUPS = { reviewers: 'May override decisions' } as const;

export type ApiRoute<
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
  handler: 'predict' | 'batches' | 'read' | 'replay' | 'documentation';
  /** Required scope of the token; null needs no token. */
  scope: Scope | null;
  /** Only people in this group may call, never a machine. */
  group?: keyof typeof GROUPS;
  summary: string;
  description: string;
  body?: Body;
  /** The largest body, where it is not the usual 64 KiB. */
  maxBodyBytes?: number;
  params?: Path;
  query?: Query;
  headers?: Headers;
  response: Answer;
  /** Media types of the answer where it is not JSON. */
  mediaTypes?: readonly string[];
  problems: readonly ProblemStatus[];
};

/** Keeps the exact schema types of a route, from which its logic's input and answer are typed. */
export const defineRoute = <
  Answer extends z.ZodType,
  Body extends z.ZodType = z.ZodUndefined,
  Path extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Headers extends z.ZodObject = z.ZodObject<Record<never, never>>,
>(
  definition: ApiRoute<Body, Path, Query, Headers, Answer>,
) => definition;

/** What every call with a token may be answered. */
export const SECURED_STATUSES = [401, 403, 429, 503] as const;
