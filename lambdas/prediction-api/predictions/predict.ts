/**
 * POST /v1/predict: reads the features of one applicant, scores them and stores the evidence. It runs
 * two statements: one reads the target, one stores.
 */
import type { Database } from '../../shared/aws/database.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { predictRoute } from '../contract/routes/predictions.ts';
import type { Prediction } from '../contract/schemas/predictions.ts';
import { identifyRequest } from '../http/idempotency.ts';
import type { OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import type { LoadScorers } from './load-scorers.ts';
import { makePredictions } from './make-predictions.ts';
import { toPredictionTarget } from './prediction-target.ts';
import { readScoringInputs } from './read-scoring-inputs.ts';
import {
  buildPredictionByKeyQuery,
  repeatPrediction,
  type StoredWithRequestHash,
  storePrediction,
} from './store-prediction.ts';

export interface PredictDependencies {
  database: () => Database;
  loadScorers: LoadScorers;
}

/**
 * Predicts for one target. A repeated idempotency key gets the stored response.
 * @throws {Problem} when the target is unknown, its features are invalid or the key belongs to another request
 */
export async function predict(
  { database, loadScorers }: PredictDependencies,
  { body, headers, caller }: OperationInput<typeof predictRoute>,
  telemetry: Telemetry,
): Promise<Prediction> {
  const db = database();
  const request = identifyRequest(predictRoute.operationId, body, caller, headers['idempotency-key']);
  const scorers = loadScorers(telemetry);
  const { inputs, sidecar } = await readScoringInputs<StoredWithRequestHash>(
    db,
    [toPredictionTarget(body)],
    buildPredictionByKeyQuery(request),
  );
  if (sidecar) return repeatPrediction(sidecar, request);
  // Before the models are awaited: an unknown applicant is 404 also while there is no champion.
  if (inputs[0] instanceof Problem) throw inputs[0];
  const [prediction] = await makePredictions(await scorers, inputs, telemetry);
  if (!prediction) throw new Error('no input was scored');
  if (prediction instanceof Problem) throw prediction;
  return storePrediction(db, request, prediction);
}
