/**
 * POST /v1/predict. A Lambda of its own, apart from the reads: it alone carries ONNX Runtime and logs in as the role that
 * may insert scores.
 */
import { v7 } from 'uuid';
import { database } from '../shared/aws/database.ts';
import { storedModels } from '../shared/aws/model-bucket.ts';
import { decide, type FeatureRecord } from '../shared/decision/decide.ts';
import { policyOf } from '../shared/decision/policies.ts';
import { reasonsOf } from '../shared/decision/reasons.ts';
import { env } from '../shared/env.ts';
import { neededFeatures, snapshotOf } from '../shared/model/features.ts';
import { type Model, type ModelReference, modelCache } from '../shared/model/load.ts';
import { scoreBatch } from '../shared/model/score.ts';
import { sqlFile } from '../shared/sql.ts';
import { type ApiHandler, apiHandler } from './api-handler.ts';
import { rateLimit } from './middleware/rate-limit.ts';
import { type Input, operation } from './operation.ts';
import { championReader } from './predicting/champion.ts';
import { type Evidence, firstAnswer, identityOf, store } from './predicting/evidence.ts';
import { Problem } from './problem.ts';
import { predictRoute } from './routes/predictions.ts';
import type { Prediction } from './schemas/predictions.ts';

type StoredFeatures = {
  customer_id: string;
  as_of: string;
  run_id: string;
  features: FeatureRecord;
  lineage: unknown;
};

/** Where a score comes from: which model decides, and its session. Both are kept between calls. */
type Models = { champion: () => Promise<ModelReference>; load: (reference: ModelReference) => Promise<Model> };

/** A handler with nothing in its caches, as a new process of the function has it. */
export function predictHandler(): ApiHandler {
  const models: Models = { champion: championReader(database), load: modelCache(storedModels()) };
  return apiHandler('prediction-api/predict', [operation(predictRoute, (input) => predict(models, input))], rateLimit);
}

export const handler = predictHandler();

async function predict(models: Models, { body, headers, caller }: Input<typeof predictRoute>): Promise<Prediction> {
  const db = database();
  const { application_id } = body;
  const request = identityOf(predictRoute.operationId, body, caller, headers['idempotency-key']);
  const [first, rows] = await Promise.all([
    firstAnswer(db, request),
    db.query<StoredFeatures>(sqlFile('api/stored-features.sql'), { application_id }),
  ]);
  if (first) return first;
  const [stored] = rows;
  if (!stored) throw new Problem(404, 'unknown-application', 'No published run has this application.');
  return store(db, request, await score(models, application_id, stored));
}

/** The champion's score of stored features and what the policy decides, with all it rests on. */
async function score(
  models: Models,
  application_id: string,
  { features: row, ...origin }: StoredFeatures,
): Promise<Evidence> {
  const policy = policyOf(env('POLICY_VERSION'));
  const model = await models.load(await models.champion());
  const features = snapshotOf(neededFeatures(model.manifest.inputs, policy), row);
  const { pd, raw, prepared } = await scoreBatch(model, [features]);
  const outcome = decide(policy, pd[0] ?? Number.NaN, features);
  return {
    prediction_id: v7(),
    application_id,
    ...origin,
    features,
    model: model.reference,
    policy_version: policy.version,
    raw: raw[0] ?? Number.NaN,
    outcome,
    why: reasonsOf(policy, outcome, features, () => model.explain(features, prepared, 0)),
  };
}
