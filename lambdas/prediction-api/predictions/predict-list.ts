/**
 * POST /v1/predict/batch: predicts for every item of a prediction list. It runs two statements for the whole
 * list: one reads the targets, one stores.
 */
import type { Telemetry } from '../../shared/handler.ts';
import { predictBatchRoute } from '../contract/routes/predictions.ts';
import { type PredictBatch, PredictRequest } from '../contract/schemas/predict-requests.ts';
import { reportProblem } from '../http/handle-errors.ts';
import { identifyRequest } from '../http/idempotency.ts';
import type { OperationInput } from '../http/operation.ts';
import { RefusedItem } from '../http/parse-json-body.ts';
import { Problem } from '../http/problem.ts';
import { toInvalidBodyProblem } from '../http/validate-request.ts';
import { makePredictions } from './make-predictions.ts';
import type { PredictDependencies } from './predict.ts';
import { type PredictionTarget, toPredictionTarget } from './prediction-target.ts';
import { readScoringInputs } from './read-scoring-inputs.ts';
import { buildListByKeyQuery, repeatPredictionList, storePredictionList } from './store-prediction-list.ts';

/**
 * Predicts for each item; an item that fails gets a problem and does not stop the others. A repeated idempotency key
 * gets the stored response.
 * @throws {Problem} when the key belongs to another request
 */
export async function predictList(
  { database, loadScorers }: PredictDependencies,
  { body, headers, caller }: OperationInput<typeof predictBatchRoute>,
  telemetry: Telemetry,
): Promise<PredictBatch> {
  const db = database();
  const request = identifyRequest(predictBatchRoute.operationId, body, caller, headers['idempotency-key']);
  const scorers = loadScorers(telemetry);
  const { inputs, sidecar } = await readScoringInputs<{ request_sha256: string }>(
    db,
    body.items.map(parseItem),
    buildListByKeyQuery(request),
  );
  if (sidecar) return repeatPredictionList(db, sidecar, request);
  const predictions = await makePredictions(await scorers, inputs, telemetry);
  for (const problem of predictions) if (problem instanceof Problem) reportProblem(problem, telemetry, problem);
  return storePredictionList(db, request, predictions);
}

/** Validates an item as the body of POST /v1/predict is validated. */
function parseItem(item: unknown): PredictionTarget | Problem {
  if (item instanceof RefusedItem) return item.problem;
  const { success, data, error } = PredictRequest.safeParse(item);
  return success ? toPredictionTarget(data) : toInvalidBodyProblem(error);
}
