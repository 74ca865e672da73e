/** Stores predictions with their evidence, once for each idempotency key. Open it to store more with a prediction. */
import { v7 } from 'uuid';
import { type Database, json } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Prediction } from '../contract/schemas/predictions.ts';
import { assertSameRequest, type RequestIdentity } from '../http/idempotency.ts';
import type { SidecarQuery } from './read-scoring-inputs.ts';
import type { ScoredInput } from './score-inputs.ts';
import { type StoredPrediction, toPrediction } from './stored/stored-prediction.ts';

/** A stored prediction with the hash of the request that made it. */
export interface StoredWithRequestHash extends StoredPrediction {
  request_sha256: string;
}

/** A scored input with the id under which it is stored. */
export interface NewPrediction extends ScoredInput {
  prediction_id: string;
  stale: boolean;
}

/** A prediction list with an idempotency key, stored together with its predictions. */
interface KeyedPredictionList {
  key: string;
  results: unknown;
}

const HOUR_MILLISECONDS = 3_600_000;

/** Gives a score its id (UUIDv7: newer ones sort later) and marks it stale where its stored features are too old. */
export function toNewPrediction(scored: ScoredInput, staleAfterHours: number, now: Date): NewPrediction {
  const { features_as_of } = scored;
  const ageMilliseconds = features_as_of === null ? 0 : now.getTime() - Date.parse(`${features_as_of}Z`);
  return { ...scored, prediction_id: v7(), stale: ageMilliseconds > staleAfterHours * HOUR_MILLISECONDS };
}

/** The query for the prediction that is stored under the request's key; undefined without a key. */
export function buildPredictionByKeyQuery({ caller, idempotencyKey }: RequestIdentity): SidecarQuery | undefined {
  if (idempotencyKey === undefined) return undefined;
  const parameters = { client_id: caller.clientId, requested_by: caller.name, idempotency_key: idempotencyKey };
  return { sql: readSqlFile('api/evidence/find_prediction_by_key.sql'), parameters };
}

/**
 * The stored response to the request's key.
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export function repeatPrediction(stored: StoredWithRequestHash, request: RequestIdentity): Prediction {
  assertSameRequest(stored, request);
  return toPrediction(stored);
}

/**
 * Stores the evidence and returns the response made from it. Of several requests with one key, one inserts; the others
 * wait in the database and return its response. An insert that is sent again after its response was lost stores nothing
 * twice.
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export async function storePrediction(
  db: Database,
  request: RequestIdentity,
  prediction: NewPrediction,
): Promise<Prediction> {
  const [inserted] = await insertPredictions(db, request, [prediction]);
  if (inserted) return toPrediction(inserted);
  const byKey = buildPredictionByKeyQuery(request);
  const [storedUnderKey] = byKey ? await db.query<StoredWithRequestHash>(byKey.sql, byKey.parameters) : [];
  if (storedUnderKey) return repeatPrediction(storedUnderKey, request);
  const [storedBefore] = await readPredictionsByIds(db, [prediction]);
  if (!storedBefore) throw new Error('the insert met a conflict with a prediction that does not exist');
  return toPrediction(storedBefore);
}

/**
 * Inserts all predictions in one statement and returns their rows. Returns no row where the request's key is taken, or
 * where the same statement stored them before.
 */
export function insertPredictions(
  db: Database,
  request: RequestIdentity,
  predictions: readonly NewPrediction[],
  list?: KeyedPredictionList,
): Promise<StoredWithRequestHash[]> {
  return db.query<StoredWithRequestHash>(readSqlFile('api/predict/store_predictions.sql'), {
    scores: json(predictions.map(toScoreRow)),
    requested_by: request.caller.name,
    client_id: request.caller.clientId,
    idempotency_key: list ? null : (request.idempotencyKey ?? null),
    list_key: list?.key ?? null,
    results: json(list?.results ?? null),
    request_sha256: request.sha256,
  });
}

/** Reads predictions that an insert stored whose response was lost: the SDK sent the statement again. */
export function readPredictionsByIds(
  db: Database,
  predictions: readonly NewPrediction[],
): Promise<StoredWithRequestHash[]> {
  const ids = predictions.map(({ prediction_id }) => prediction_id);
  return db.query<StoredWithRequestHash>(readSqlFile('api/predict/list_predictions_by_id.sql'), { ids: json(ids) });
}

/** A row of risk_scores. Its as-of time is that of the features for a delivered application, else the insert's time. */
function toScoreRow({ outcome, reasons, model, policy, arm, ...prediction }: NewPrediction) {
  const as_of = prediction.application_id === null ? null : prediction.features_as_of;
  return {
    ...{ ...prediction, ...outcome, ...reasons, as_of },
    ...{ model_version: model.version, model_sha256: model.sha256 },
    ...{ policy_version: policy.version, policy_sha256: policy.sha256 },
    ...{ experiment_id: arm?.experiment_id ?? null, arm: arm?.arm ?? null },
  };
}
