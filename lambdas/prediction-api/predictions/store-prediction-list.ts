/** Stores the predictions of a list and its response, once for each idempotency key. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { PredictBatch, PredictionListResult } from '../contract/schemas/predict-requests.ts';
import type { Prediction } from '../contract/schemas/predictions.ts';
import type { ProblemDocument } from '../contract/schemas/service.ts';
import { assertSameRequest, type RequestIdentity } from '../http/idempotency.ts';
import type { Caller } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import type { SidecarQuery } from './read-scoring-inputs.ts';
import { insertPredictions, type NewPrediction, readPredictionsByIds } from './store-prediction.ts';
import { type StoredPrediction, toPrediction } from './stored/stored-prediction.ts';

/** A result of a stored list: the prediction, null where it was erased, or the problem. */
type StoredResult =
  | { result: { prediction_id: string }; prediction: StoredPrediction | null }
  | { result: { problem: ProblemDocument }; prediction: null };

/** Stands for a prediction that was erased with its customer after the list was stored. */
const ERASED_PREDICTION = new Problem(
  404,
  'unknown-prediction',
  'No prediction is stored under this id any more.',
).toDocument();

/** The query for the list that is stored under the request's key; undefined without a key. */
export function buildListByKeyQuery({ caller, idempotencyKey }: RequestIdentity): SidecarQuery | undefined {
  if (idempotencyKey === undefined) return undefined;
  return { sql: readSqlFile('api/predict/find_list_by_key.sql'), parameters: toKeyParameters(caller, idempotencyKey) };
}

const toKeyParameters = ({ clientId, name }: Caller, idempotency_key = '') => ({
  ...{ client_id: clientId, requested_by: name, idempotency_key },
});

/**
 * The stored response to the request's key. It has a row for each result, because a row has 64 KB at most.
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export async function repeatPredictionList(
  db: Database,
  stored: { request_sha256: string },
  request: RequestIdentity,
): Promise<PredictBatch> {
  assertSameRequest(stored, request);
  const parameters = toKeyParameters(request.caller, request.idempotencyKey);
  const rows = await db.query<StoredResult>(readSqlFile('api/predict/list_results_by_key.sql'), parameters);
  return toPredictBatch(
    rows.map(({ result, prediction }) => {
      if ('problem' in result) return orderFields(result.problem);
      return prediction ? toPrediction(prediction) : ERASED_PREDICTION;
    }),
  );
}

/** jsonb does not keep the order of fields; a repeated response equals the first one to the byte. */
const orderFields = ({ type, title, status, detail, errors }: ProblemDocument): ProblemDocument => ({
  ...{ type, title, status, detail },
  errors: errors.map(({ path, message }) => ({ path, message })),
});

/**
 * Stores the evidence of all predictions in one statement, with the list's response where it has a key, and returns the
 * response. Of several lists with one key, one inserts; the others return its response.
 * @throws {IdempotencyKeyReused} when the key belongs to another request
 */
export async function storePredictionList(
  db: Database,
  request: RequestIdentity,
  outcomes: readonly (NewPrediction | Problem)[],
): Promise<PredictBatch> {
  const { idempotencyKey: key } = request;
  const predictions = outcomes.filter((outcome): outcome is NewPrediction => !(outcome instanceof Problem));
  const results = outcomes.map((outcome) =>
    outcome instanceof Problem ? { problem: outcome.toDocument() } : { prediction_id: outcome.prediction_id },
  );
  if (predictions.length === 0 && key === undefined) return toResponse(outcomes, []);
  const list = key === undefined ? undefined : { key, results };
  const inserted = await insertPredictions(db, request, predictions, list);
  if (inserted.length > 0) return toResponse(outcomes, inserted);
  const byKey = buildListByKeyQuery(request);
  if (!byKey) return toResponse(outcomes, await readPredictionsByIds(db, predictions));
  const [stored] = await db.query<{ request_sha256: string }>(byKey.sql, byKey.parameters);
  if (!stored) throw new Error('the insert met a conflict with an idempotency key that does not exist');
  return repeatPredictionList(db, stored, request);
}

function toResponse(
  outcomes: readonly (NewPrediction | Problem)[],
  storedPredictions: readonly StoredPrediction[],
): PredictBatch {
  const byId = new Map(storedPredictions.map((row) => [row.prediction_id, toPrediction(row)]));
  return toPredictBatch(
    outcomes.map((outcome) => {
      if (outcome instanceof Problem) return outcome.toDocument();
      const prediction = byId.get(outcome.prediction_id);
      if (!prediction) throw new Error('the insert stored only some of the predictions');
      return prediction;
    }),
  );
}

function toPredictBatch(outcomes: readonly (Prediction | ProblemDocument)[]): PredictBatch {
  const results = outcomes.map(
    (outcome, item): PredictionListResult =>
      'prediction_id' in outcome
        ? { item, status: 200, prediction: outcome, problem: null }
        : { item, status: outcome.status as 404, prediction: null, problem: outcome },
  );
  const succeeded = results.filter(({ status }) => status === 200).length;
  return { results, succeeded, failed: results.length - succeeded };
}
