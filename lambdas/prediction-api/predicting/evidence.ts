/** Predictions as evidence: stored before they are answered, and found again by the caller's idempotency key. */
import { createHash } from 'node:crypto';
import { type Database, json, timestamp, uuid } from '../../shared/aws/database.ts';
import type { FeatureRecord, Outcome } from '../../shared/decision/decide.ts';
import type { Reasons } from '../../shared/decision/reasons.ts';
import type { ModelReference } from '../../shared/model/load.ts';
import { sqlFile } from '../../shared/sql.ts';
import type { Caller } from '../operation.ts';
import { Problem } from '../problem.ts';
import { type StoredPrediction, toPrediction } from '../reading/stored-prediction.ts';
import type { Prediction } from '../schemas/predictions.ts';

export type RequestIdentity = {
  caller: Caller;
  idempotencyKey: string | undefined;
  /** Of the validated request, so that spaces and the order of fields do not make it another one. */
  sha256: string;
};

export type Evidence = {
  prediction_id: string;
  application_id: string;
  customer_id: string;
  as_of: string;
  run_id: string;
  features: FeatureRecord;
  lineage: unknown;
  model: ModelReference;
  policy_version: string;
  raw: number;
  outcome: Outcome;
  why: Reasons;
};

type Keyed = StoredPrediction & { request_sha256: string };

/** What a request is recognised by when it comes again. */
export function identityOf(call: string, body: unknown, caller: Caller, idempotencyKey?: string): RequestIdentity {
  const sha256 = createHash('sha256')
    .update(JSON.stringify([call, body]))
    .digest('hex');
  return { caller, idempotencyKey, sha256 };
}

/** The first answer to this key, if there is one. Throws a Problem (422) when its request was another. */
export async function firstAnswer(db: Database, request: RequestIdentity): Promise<Prediction | undefined> {
  const { caller, idempotencyKey, sha256 } = request;
  if (idempotencyKey === undefined) return undefined;
  const key = { client_id: caller.clientId, idempotency_key: idempotencyKey };
  const [row] = await db.query<Keyed>(sqlFile('api/prediction-by-key.sql'), key);
  if (!row) return undefined;
  if (row.request_sha256 !== sha256) {
    throw new Problem(422, 'idempotency-key-reused', 'This Idempotency-Key was used with another body.');
  }
  return answerOf(row);
}

/**
 * Stores the evidence and answers what was stored. Of several requests with one key the insert lets one through; the
 * others wait for it there, then give its answer. Throws a Problem (422) when the key's first request was another.
 */
export async function store(db: Database, request: RequestIdentity, evidence: Evidence): Promise<Prediction> {
  const { model, outcome, why, ...rest } = evidence;
  const [row] = await db.query<Keyed>(sqlFile('api/store-prediction.sql'), {
    ...rest,
    ...outcome,
    prediction_id: uuid(rest.prediction_id),
    as_of: timestamp(rest.as_of),
    run_id: uuid(rest.run_id),
    features: json(rest.features),
    lineage: json(rest.lineage),
    reasons: json(why.reasons),
    explanation: json(why.explanation),
    model_version: model.version,
    model_sha256: model.sha256,
    requested_by: request.caller.name,
    client_id: request.caller.clientId,
    idempotency_key: request.idempotencyKey ?? null,
    request_sha256: request.sha256,
  });
  if (row) return answerOf(row);
  const first = await firstAnswer(db, request);
  if (!first) throw new Error('the insert met an idempotency key that is not there');
  return first;
}

function answerOf({ request_sha256: _, ...row }: Keyed): Prediction {
  return toPrediction(row);
}
