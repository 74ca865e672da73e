/** The type of a route: its path, schemas, scope, Lambda and problem statuses. Open it to give every route a new property. */
import type { z } from 'zod';
import type { Role } from './roles.ts';

export const SCOPES = {
  'risk/score': 'Score applications',
  'risk/read': 'Read scores, models and reports',
  'risk/review': 'Decide cases, override a decision, or end an override; for people only',
  'risk/import': 'Import files of the lender; for people only',
  'risk/govern': 'Propose, approve and read changes of policies, models, experiments and roles; for people only',
  'risk/privacy': 'Handle requests of data subjects; for people only',
} as const;

export type Scope = keyof typeof SCOPES;

/** Scopes that a machine may have. The others are for people, whose roles the API reads at the call. */
export const MACHINE_SCOPES: readonly Scope[] = ['risk/score', 'risk/read'];

/** Scopes that the dashboard requests; roles decide what a person may do with them. */
export const DASHBOARD_SCOPES: readonly Scope[] = [
  'risk/read',
  'risk/review',
  'risk/import',
  'risk/govern',
  'risk/privacy',
];

/** Statuses that a call may respond with, apart from 200. API Gateway itself responds with 401. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503;

export interface ApiRoute<
  Body extends z.ZodType = z.ZodType,
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Headers extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  operationId: string;
  method: 'GET' | 'POST';
  path: `/v1/${string}`;
  /** Lambda that handles the call: lambdas/prediction-api/<handler>.lambda.ts. */
  handler:
    | 'predict'
    | 'batches'
    | 'imports'
    | 'governance'
    | 'cases'
    | 'privacy'
    | 'applicant'
    | 'read'
    | 'replay'
    | 'documentation';
  /** Scope that the token must have; null for a call without a token. */
  scope: Scope | null;
  /** A person needs one of these; null where none is needed. A machine needs the scope only. */
  roles: readonly Role[] | null;
  summary: string;
  description: string;
  body?: Body;
  /** Limit of the body where it is not the default of 64 KiB. */
  maxBodyBytes?: number;
  /** Field of the body with a list whose items succeed or fail alone. */
  listField?: string;
  /** How many requests a call counts as, where that is not one. */
  countRequests?: (body: z.output<Body>) => number;
  params?: Path;
  query?: Query;
  headers?: Headers;
  response: Answer;
  /** Media types of the response where it is not JSON. */
  mediaTypes?: readonly string[];
  problems: readonly ProblemStatus[];
}

/** Defines a route and keeps its exact schema types, from which the operation's input and response are typed. */
export const defineRoute = <
  Answer extends z.ZodType,
  Body extends z.ZodType = z.ZodUndefined,
  Path extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Headers extends z.ZodObject = z.ZodObject<Record<never, never>>,
>(
  definition: ApiRoute<Body, Path, Query, Headers, Answer>,
) => definition;

/** Problem statuses of every call with a token. */
export const SECURED_STATUSES = [401, 403, 429, 503] as const;
