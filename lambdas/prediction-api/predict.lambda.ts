/**
 * Handles POST /v1/predict and POST /v1/predict/batch. A separate Lambda, because only this one loads ONNX Runtime and
 * logs in as the role that may insert scores.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { predictBatchRoute, predictRoute } from './contract/routes/predictions.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { createScorersLoader } from './predictions/load-scorers.ts';
import { predict } from './predictions/predict.ts';
import { predictList } from './predictions/predict-list.ts';

/**
 * Creates a handler with empty caches, as a new process of the function has it.
 * @param now clock by which it reads again what decides
 */
export function predictHandler(readGroups: ReadGroups = createGroupReader(), now?: () => number): ApiHandler {
  const dependencies = { database: getDatabase, loadScorers: createScorersLoader(getDatabase, now) };
  return createApiHandler(
    'prediction-api/predict',
    [
      bindOperation(predictRoute, (input, telemetry) => predict(dependencies, input, telemetry)),
      bindOperation(predictBatchRoute, (input, telemetry) => predictList(dependencies, input, telemetry)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = predictHandler();
