/** A synchronous batch as evidence: its predictions in one statement, and its answer where it came with a key. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { PredictBatch, PredictionListResult } from '../contract/schemas/predict-requests.ts';
import type { Prediction } from '../contract/schemas/predictions.ts';
import type { ProblemDocument } from '../contract/schemas/service.ts';
import { Problem } from '../http/problem.ts';
import type { RequestIdentity } from './prediction-target.ts';
import type { SidecarQuery } from './read-scoring-inputs.ts';
import {
  answerOf,
  assertSameRequest,
  insertPredictions,
  type ModelAndPolicy,
  type NewPrediction,
  readPredictionsByIds,
} from './store-prediction.ts';
import { type StoredPrediction, toPrediction } from './stored/stored-prediction.ts';

/** The first answer to a key, as it is stored. */
export type StoredPredictionList = {
  request_sha256: string;
  results: ({ prediction_id: string } | { problem: ProblemDocument })[];
  predictions: StoredPrediction[];
};

/** What asks for the batch that the request's key made, if it has one. */
export function buildListByKeyQuery({ caller, idempotencyKey }: RequestIdentity): SidecarQuery | undefined {
  if (idempotencyKey === undefined) return undefined;
  const parameters = { client_id: caller.clientId, idempotency_key: idempotencyKey };
  return { sql: readSqlFile('api/predict/batch_by_key.sql'), parameters };
}

/** The first answer to the key. Throws a Problem (422) when its request was another. */
export function repeatPredictionList(first: StoredPredictionList, request: RequestIdentity): PredictBatch {
  assertSameRequest(first, request);
  const byId = new Map(first.predictions.map((row) => [row.prediction_id, toPrediction(row)]));
  return batchOf(
    first.results.map((result) =>
      'problem' in result ? inOrder(result.problem) : (byId.get(result.prediction_id) ?? ERASED),
    ),
  );
}

/** The fields of a problem as it was answered first: the database keeps them in an order of its own. */
const inOrder = ({ type, title, status, detail, errors }: ProblemDocument): ProblemDocument => ({
  ...{ type, title, status, detail },
  errors: errors.map(({ path, message }) => ({ path, message })),
});

/** Its evidence was erased with the customer since. */
const ERASED = new Problem(404, 'unknown-prediction', 'No prediction is stored under this id any more.').document();

/**
 * Stores the evidence of all scores in one statement, with the batch's answer where it has a key, and answers what was
 * stored. Of several batches with one key one gets through, and the others give its answer. Throws a Problem (422) when
 * the key's first request was another.
 */
export async function storePredictionList(
  db: Database,
  request: RequestIdentity,
  by: ModelAndPolicy,
  scored: readonly (NewPrediction | Problem)[],
): Promise<PredictBatch> {
  const { idempotencyKey: key } = request;
  const good = scored.filter((one): one is NewPrediction => !(one instanceof Problem));
  const results = scored.map((one) =>
    one instanceof Problem ? { problem: one.document() } : { prediction_id: one.prediction_id },
  );
  if (good.length === 0 && key === undefined) return answer(scored, []);
  const rows = await insertPredictions(db, request, by, good, key === undefined ? undefined : { key, results });
  if (rows.length > 0) return answer(scored, rows.map(answerOf));
  const beside = buildListByKeyQuery(request);
  if (!beside) return answer(scored, (await readPredictionsByIds(db, good)).map(answerOf));
  const [first] = await db.query<StoredPredictionList>(beside.sql, beside.parameters);
  if (!first) throw new Error('the insert met an idempotency key that is not there');
  return repeatPredictionList(first, request);
}

function answer(scored: readonly (NewPrediction | Problem)[], predictions: readonly Prediction[]): PredictBatch {
  const byId = new Map(predictions.map((prediction) => [prediction.prediction_id, prediction]));
  return batchOf(
    scored.map((one) => {
      if (one instanceof Problem) return one.document();
      const prediction = byId.get(one.prediction_id);
      if (!prediction) throw new Error('the insert stored a part of its predictions');
      return prediction;
    }),
  );
}

function batchOf(items: readonly (Prediction | ProblemDocument)[]): PredictBatch {
  const results = items.map(
    (one, item): PredictionListResult =>
      'prediction_id' in one
        ? { item, status: 200, prediction: one, problem: null }
        : { item, status: one.status as 404, prediction: null, problem: one },
  );
  const succeeded = results.filter(({ status }) => status === 200).length;
  return { results, succeeded, failed: results.length - succeeded };
}
