/** Predictions as evidence: stored before they are answered, and found again by the caller's idempotency key. */
import { v7 } from 'uuid';
import { type Database, json } from '../../shared/aws/database.ts';
import type { Policy } from '../../shared/decision/policy.ts';
import type { ModelReference } from '../../shared/model/errors.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Prediction } from '../contract/schemas/predictions.ts';
import { type RequestIdentity, toKeyReusedProblem } from './prediction-target.ts';
import type { SidecarQuery } from './read-scoring-inputs.ts';
import type { ScoredInput } from './score-inputs.ts';
import { type StoredPrediction, toPrediction } from './stored/stored-prediction.ts';

/** A stored prediction with what its request is recognised by. */
export type StoredWithRequestHash = StoredPrediction & { request_sha256: string };

/** A score with the id under which it is stored. */
export type NewPrediction = ScoredInput & { prediction_id: string; stale: boolean };

/** What scored. */
export type ModelAndPolicy = { model: ModelReference; policy: Policy };

/** A batch that came with an idempotency key, to be stored with its predictions. */
export type KeyedPredictionList = { key: string; results: unknown };

const HOUR_MILLISECONDS = 3_600_000;

/** Gives each score its id, newer ones sorting later, and says whether its stored features were too old. */
export function toNewPrediction(scored: ScoredInput, staleAfterHours: number, now: Date): NewPrediction {
  const { features_as_of } = scored;
  const age = features_as_of === null ? 0 : now.getTime() - Date.parse(`${features_as_of}Z`);
  return { ...scored, prediction_id: v7(), stale: age > staleAfterHours * HOUR_MILLISECONDS };
}

/** What asks for the prediction that the request's key made, if it has one. */
export function buildPredictionByKeyQuery({ caller, idempotencyKey }: RequestIdentity): SidecarQuery | undefined {
  if (idempotencyKey === undefined) return undefined;
  const parameters = { client_id: caller.clientId, idempotency_key: idempotencyKey };
  return { sql: readSqlFile('api/evidence/prediction_by_key.sql'), parameters };
}

/** The first answer to the key. Throws a Problem (422) when its request was another. */
export function repeatPrediction(first: StoredWithRequestHash, request: RequestIdentity): Prediction {
  assertSameRequest(first, request);
  return answerOf(first);
}

/** Throws a Problem (422) when the key's first request was another. */
export function assertSameRequest(first: { request_sha256: string }, { sha256 }: RequestIdentity): void {
  if (first.request_sha256 !== sha256) throw toKeyReusedProblem();
}

/**
 * Stores the evidence and answers what was stored. Of several requests with one key the insert lets one through; the
 * others wait for it there, then give its answer. An insert that is sent again, because its answer was lost on the way,
 * stores nothing twice. Throws a Problem (422) when the key's first request was another.
 */
export async function storePrediction(
  db: Database,
  request: RequestIdentity,
  by: ModelAndPolicy,
  scored: NewPrediction,
): Promise<Prediction> {
  const [row] = await insertPredictions(db, request, by, [scored]);
  if (row) return answerOf(row);
  const beside = buildPredictionByKeyQuery(request);
  const [first] = beside ? await db.query<StoredWithRequestHash>(beside.sql, beside.parameters) : [];
  if (first) return repeatPrediction(first, request);
  const [before] = await readPredictionsByIds(db, [scored]);
  if (!before) throw new Error('the insert met a prediction that is not there');
  return answerOf(before);
}

/** One statement for all of them. No row comes back where the request's key is taken, or all are stored already. */
export function insertPredictions(
  db: Database,
  request: RequestIdentity,
  { model, policy }: ModelAndPolicy,
  scored: readonly NewPrediction[],
  batch?: KeyedPredictionList,
): Promise<StoredWithRequestHash[]> {
  return db.query<StoredWithRequestHash>(readSqlFile('api/predict/store.sql'), {
    scores: json(scored.map(rowOf)),
    model_version: model.version,
    model_sha256: model.sha256,
    policy_version: policy.version,
    requested_by: request.caller.name,
    client_id: request.caller.clientId,
    idempotency_key: batch ? null : (request.idempotencyKey ?? null),
    batch_key: batch?.key ?? null,
    results: json(batch?.results ?? null),
    request_sha256: request.sha256,
  });
}

/** What an insert of these stored whose answer was lost on the way: the client sent it again. */
export function readPredictionsByIds(db: Database, scored: readonly NewPrediction[]): Promise<StoredWithRequestHash[]> {
  const ids = scored.map(({ prediction_id }) => prediction_id);
  return db.query<StoredWithRequestHash>(readSqlFile('api/predict/stored_by_ids.sql'), { ids: json(ids) });
}

/** A row of risk_scores. A delivered application's score speaks of its features' time, any other of now. */
function rowOf({ outcome, why, ...scored }: NewPrediction) {
  const as_of = scored.application_id === null ? null : scored.features_as_of;
  return { ...scored, ...outcome, ...why, as_of };
}

export function answerOf({ request_sha256: _, ...row }: StoredWithRequestHash): Prediction {
  return toPrediction(row);
}
