/**
 * Handles POST /v1/predict, POST /v1/predict/batch and POST /v1/edge-decisions. A separate Lambda, because only this one loads ONNX Runtime and
 * logs in as the role that may insert scores.
 */
import { createBundleKeyReader } from '../shared/aws/bundle-key.ts';
import { getDatabase } from '../shared/aws/database.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { createPolicyReader } from '../shared/serving/stored-policy.ts';
import { uploadEdgeDecisionsRoute } from './contract/routes/edge-decisions.ts';
import { predictBatchRoute, predictRoute } from './contract/routes/predictions.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { uploadEdgeDecisions } from './predictions/edge/upload-edge-decisions.ts';
import { createScorersLoader } from './predictions/load-scorers.ts';
import { predict } from './predictions/predict.ts';
import { predictList } from './predictions/predict-list.ts';

/**
 * Creates a handler with empty caches, as a new process of the function has it.
 * @param now clock by which it reads again what decides
 */
export function predictHandler(readGroups: ReadGroups = createGroupReader(), now?: () => number): ApiHandler {
  const dependencies = { database: getDatabase, loadScorers: createScorersLoader(getDatabase, now) };
  const edge = {
    database: getDatabase,
    loadModel: createModelCache(createModelReader()),
    readPolicies: createPolicyReader(),
    readPublicKey: createBundleKeyReader(),
  };
  return createApiHandler(
    'prediction-api/predict',
    [
      bindOperation(predictRoute, (input, telemetry) => predict(dependencies, input, telemetry)),
      bindOperation(predictBatchRoute, (input, telemetry) => predictList(dependencies, input, telemetry)),
      bindOperation(uploadEdgeDecisionsRoute, (input, telemetry) => uploadEdgeDecisions(edge, input, telemetry)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = predictHandler();
