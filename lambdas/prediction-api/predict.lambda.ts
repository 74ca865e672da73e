/**
 * POST /v1/predict and /v1/predict/batch. A Lambda of its own, apart from the reads: it alone carries ONNX Runtime and
 * logs in as the role that may insert scores. A request takes two statements, however many items it has: one that reads
 * what it names, one that stores the evidence.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { getDatabase } from '../shared/aws/database.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { createModelCache, type ExplainableModel, loadScoringModel } from '../shared/model/load-model.ts';
import { createModelReader } from '../shared/model/model-bucket.ts';
import { predictBatchRoute, predictRoute } from './contract/routes/predictions.ts';
import { type PredictBatch, PredictRequest } from './contract/schemas/predict-requests.ts';
import type { Prediction } from './contract/schemas/predictions.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { reportProblem } from './http/handle-errors.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation, type OperationInput, type Tools } from './http/operation.ts';
import { Problem } from './http/problem.ts';
import { toInvalidBodyProblem } from './http/validate-request.ts';
import { identifyRequest, type PredictionTarget, toPredictionTarget } from './predictions/prediction-target.ts';
import { readScoringInputs, type ScoringInput } from './predictions/read-scoring-inputs.ts';
import { scoreInputs } from './predictions/score-inputs.ts';
import { createScoringModelsReader } from './predictions/scoring-models.ts';
import { createShadowScorer, type ReportShadowFault, type ScoreShadows } from './predictions/shadow-scorer.ts';
import {
  buildPredictionByKeyQuery,
  type ModelAndPolicy,
  type NewPrediction,
  repeatPrediction,
  type StoredWithRequestHash,
  storePrediction,
  toNewPrediction,
} from './predictions/store-prediction.ts';
import {
  buildListByKeyQuery,
  repeatPredictionList,
  type StoredPredictionList,
  storePredictionList,
} from './predictions/store-prediction-list.ts';

/** The champion and, beside it, the challenger. */
type Scorers = { model: ExplainableModel; shadows: ScoreShadows };
type ScorersOf = (tools: Tools) => Promise<Scorers>;

/** A handler with nothing in its caches, as a new process of the function has it. */
export function predictHandler(): ApiHandler {
  const registered = createScoringModelsReader(getDatabase);
  const read = createModelReader();
  const load = createModelCache(read);
  const shadow = createShadowScorer((challenger) => loadScoringModel(challenger, read));
  const scorers: ScorersOf = async (tools) => {
    const { champion, challenger } = await registered();
    return { model: await load(champion), shadows: shadow(challenger, shadowReport(tools)) };
  };
  return createApiHandler(
    'prediction-api/predict',
    [
      bindOperation(predictRoute, (input, tools) => predict(scorers, input, tools)),
      bindOperation(predictBatchRoute, (input, tools) => predictBatch(scorers, input, tools)),
    ],
    limitRequestRate,
  );
}

export const handler = predictHandler();

async function predict(
  scorersOf: ScorersOf,
  input: OperationInput<typeof predictRoute>,
  tools: Tools,
): Promise<Prediction> {
  const { body, headers, caller } = input;
  const db = getDatabase();
  const request = identifyRequest(predictRoute.operationId, body, caller, headers['idempotency-key']);
  const scorers = eventually(scorersOf(tools));
  const { sources, beside } = await readScoringInputs<StoredWithRequestHash>(
    db,
    [toPredictionTarget(body)],
    buildPredictionByKeyQuery(request),
  );
  if (beside) return repeatPrediction(beside, request);
  if (sources[0] instanceof Problem) throw sources[0]; // whatever state the model is in
  const { by, scored } = await score(await scorers, sources, tools);
  const [one] = scored;
  if (!one || one instanceof Problem) throw one ?? new Error('nothing was scored');
  return storePrediction(db, request, by, one);
}

async function predictBatch(
  scorersOf: ScorersOf,
  { body, headers, caller }: OperationInput<typeof predictBatchRoute>,
  tools: Tools,
): Promise<PredictBatch> {
  const db = getDatabase();
  const request = identifyRequest(predictBatchRoute.operationId, body, caller, headers['idempotency-key']);
  const scorers = eventually(scorersOf(tools));
  const { sources, beside } = await readScoringInputs<StoredPredictionList>(
    db,
    body.items.map(itemOf),
    buildListByKeyQuery(request),
  );
  if (beside) return repeatPredictionList(beside, request);
  const { by, scored } = await score(await scorers, sources, tools);
  for (const problem of scored) if (problem instanceof Problem) reportProblem(problem, tools, problem);
  return storePredictionList(db, request, by, scored);
}

/** An item is held to the schema of a request of its own. */
function itemOf(item: unknown): PredictionTarget | Problem {
  const { success, data, error } = PredictRequest.safeParse(item);
  return success ? toPredictionTarget(data) : toInvalidBodyProblem(error);
}

/** The champion's scores of sources and what the policy decides, with all they rest on. */
async function score(
  { model, shadows }: Scorers,
  sources: readonly (ScoringInput | Problem)[],
  { metrics }: Tools,
): Promise<{ by: ModelAndPolicy; scored: (NewPrediction | Problem)[] }> {
  const policy = getPolicy(requireEnv('POLICY_VERSION'));
  const staleAfterHours = Number(requireEnv('STALE_FEATURES_HOURS'));
  const now = new Date();
  const scored = (await scoreInputs({ model, policy, shadows }, sources)).map((one) =>
    one instanceof Problem ? one : toNewPrediction(one, staleAfterHours, now),
  );
  const stale = scored.filter((one) => !(one instanceof Problem) && one.stale).length;
  if (stale > 0) metrics.addMetric('StaleFeatures', MetricUnit.Count, stale);
  return { by: { model: model.reference, policy }, scored };
}

/** A failed or slow challenger is told apart from the answer, which it has no part in. */
function shadowReport({ logger, metrics }: Tools): ReportShadowFault {
  return (what, error) => {
    metrics.addMetric(what === 'failed' ? 'ChallengerUnavailable' : 'ChallengerSlow', MetricUnit.Count, 1);
    if (what === 'failed') logger.warn('the challenger was not scored', error as Error);
  };
}

/** Lets a promise run while another is waited for: its error is told to who awaits it, and to nobody if nobody does. */
function eventually<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
