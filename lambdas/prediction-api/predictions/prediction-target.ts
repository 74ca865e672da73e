/** What a request asks for, and what it is recognised by when it comes again. */
import { createHash } from 'node:crypto';
import type { NewApplication, PredictRequest } from '../contract/schemas/predict-requests.ts';
import type { Caller } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';

export type PredictionTarget =
  | { way: 'application'; application_id: string }
  | { way: 'customer'; application: NewApplication }
  | { way: 'features'; features: Readonly<Record<string, unknown>> };

/** Tells which of the three ways a valid request took. */
export function toPredictionTarget(request: PredictRequest): PredictionTarget {
  if ('application_id' in request) return { way: 'application', application_id: request.application_id };
  if ('features' in request) return { way: 'features', features: request.features };
  return { way: 'customer', application: request };
}

export type RequestIdentity = {
  caller: Caller;
  idempotencyKey: string | undefined;
  /** Of call and body, so that spaces and the order of fields do not make it another one. */
  sha256: string;
};

/** `body` is what the caller sent, as parsed JSON. */
export function identifyRequest(call: string, body: unknown, caller: Caller, idempotencyKey?: string): RequestIdentity {
  const sha256 = createHash('sha256')
    .update(JSON.stringify([call, body], sortedKeys))
    .digest('hex');
  return { caller, idempotencyKey, sha256 };
}

/** The key's first request was another. */
export function toKeyReusedProblem(): Problem {
  return new Problem(422, 'idempotency-key-reused', 'This Idempotency-Key was used with another body.');
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
