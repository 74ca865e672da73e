/**
 * Handles what scores a stored prediction again: replay, counterfactuals and what-if. A separate Lambda: it loads ONNX
 * Runtime as predict does, but logs in as the role that only reads, so that it can never store anything.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { createModelCache } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { createPolicyReader } from '../shared/serving/stored-policy.ts';
import { counterfactualsRoute, whatIfRoute } from './contract/routes/counterfactuals.ts';
import { replayRoute } from './contract/routes/predictions.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { findCounterfactuals } from './predictions/counterfactuals/find-counterfactuals.ts';
import { tryWhatIf } from './predictions/counterfactuals/try-what-if.ts';
import { replayPrediction } from './predictions/stored/replay-prediction.ts';

/** Callers replay predictions of several models, in any order. */
const CACHED_MODELS = 4;

/** Creates a handler with empty caches, as a new process of the function has it. */
export function replayHandler(readGroups: ReadGroups = createGroupReader()): ApiHandler {
  const dependencies = {
    database: getDatabase,
    loadModel: createModelCache(createModelReader(), { capacity: CACHED_MODELS }),
    readPolicies: createPolicyReader(),
  };
  return createApiHandler(
    'prediction-api/replay',
    [
      bindOperation(replayRoute, (input) => replayPrediction(dependencies, input)),
      bindOperation(counterfactualsRoute, (input) => findCounterfactuals(dependencies, input)),
      bindOperation(whatIfRoute, (input) => tryWhatIf(dependencies, input)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = replayHandler();
