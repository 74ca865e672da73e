/**
 * POST /v1/predictions/{prediction_id}/replay. A Lambda of its own: it carries ONNX Runtime as predict does, but logs in
 * as the role that only reads, so that computing again can never store anything.
 */
import { getDatabase, uuid } from '../shared/aws/database.ts';
import { decide } from '../shared/decision/decide.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import type { FeatureRecord } from '../shared/features/feature-record.ts';
import { createModelCache, type ExplainableModel, type ModelReference } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { runGraph } from '../shared/model/run-graph.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { replayRoute } from './contract/routes/predictions.ts';
import type { Replay, Replayed } from './contract/schemas/evidence.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation, type OperationInput } from './http/operation.ts';
import { unknownPrediction } from './predictions/stored/read-prediction.ts';

type StoredOutcome = Replayed & {
  features: FeatureRecord;
  policy_version: string;
  model_version: string;
  model_sha256: string;
  model_key: string;
};

/** Processors differ in the last bits of a float32; a PD this close is the same. */
const PD_TOLERANCE = 1e-6;
/** Old predictions were made by several models, which are asked for again in no order. */
const MODELS_KEPT = 4;

/** A handler with nothing in its caches, as a new process of the function has it. */
export function replayHandler(): ApiHandler {
  const load = createModelCache(createModelReader(), { capacity: MODELS_KEPT });
  return createApiHandler(
    'prediction-api/replay',
    [bindOperation(replayRoute, (input) => replay(load, input))],
    limitRequestRate,
  );
}

export const handler = replayHandler();

type Load = (reference: ModelReference) => Promise<ExplainableModel>;

async function replay(load: Load, { params }: OperationInput<typeof replayRoute>): Promise<Replay> {
  const { prediction_id } = params;
  const [row] = await getDatabase().query<StoredOutcome>(readSqlFile('api/evidence/replay_evidence.sql'), {
    prediction_id: uuid(prediction_id),
  });
  if (!row) throw unknownPrediction();
  const { features, policy_version, model_version, model_sha256, model_key, ...stored } = row;
  // The file is verified against the hash kept with the prediction, whatever is registered today.
  const model = await load({ version: model_version, key: model_key, sha256: model_sha256 });
  const { pd } = await runGraph(model, [features]);
  const replayed = decide(getPolicy(policy_version), pd[0] ?? Number.NaN, features);
  const differences = listDifferences(stored, replayed);
  return {
    prediction_id,
    reproduced: differences.length === 0,
    ...{ model_version, policy_version, stored, replayed, differences },
  };
}

/**
 * Every field that is not the same. A PD within the tolerance is, and with it an expected loss within its share; money is
 * stored in cents.
 */
export function listDifferences(stored: Replayed, replayed: Replayed): Replay['differences'] {
  const cent = 0.01;
  const tolerances: Partial<Record<keyof Replayed, number>> = {
    pd: PD_TOLERANCE,
    ead: cent,
    expected_loss: cent + PD_TOLERANCE * stored.lgd * stored.ead,
  };
  return (Object.keys(replayed) as (keyof Replayed)[])
    .filter((field) => !isSame(stored[field], replayed[field], tolerances[field]))
    .map((field) => ({ field, stored: stored[field], replayed: replayed[field] }));
}

function isSame(a: number | string, b: number | string, tolerance = 0): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return Math.abs(a - b) <= tolerance;
}
