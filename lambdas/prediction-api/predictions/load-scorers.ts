/** Loads what scores a request: policies, champion, models of arms and challenger. POST /v1/predict and its list use it. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Database } from '../../shared/aws/database.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { ModelCorrupt } from '../../shared/model/errors.ts';
import { createModelCache, type ExplainableModel, loadScoringModel } from '../../shared/model/load-model.ts';
import { createModelReader } from '../../shared/model/model-bucket.ts';
import type { Serving } from '../../shared/serving/serving.ts';
import type { ServingModel } from '../../shared/serving/serving-state.ts';
import { type CountArmFailures, createArmFailureCounter } from './arm-failures.ts';
import { createServingReader, type ReportPolicyFault } from './serving-reader.ts';
import { createShadowScorer, type ReportShadowFault, type ScoreShadows } from './shadow-scorer.ts';

/** The policies that decide, the champion, and the functions that load an arm's model and score with the challenger. */
export interface Scorers {
  serving: Serving;
  champion: ExplainableModel;
  loadArmModel: (version: string) => Promise<ExplainableModel>;
  scoreShadows: ScoreShadows;
  countArmFailures: CountArmFailures;
}

export type LoadScorers = (telemetry: Telemetry) => Promise<Scorers>;

/** The champion, the one before it, and the models of an experiment's arms. */
const CACHED_MODELS = 4;

/** Loads scorers and caches them; an activation or a promotion takes effect within 30 seconds. */
export function createScorersLoader(database: () => Database, now?: () => number): LoadScorers {
  const read = createServingReader(database, now);
  const readModelFile = createModelReader();
  const loadModel = createModelCache(readModelFile, { capacity: CACHED_MODELS });
  const scoreShadowsOf = createShadowScorer((challenger) => loadScoringModel(challenger, readModelFile));
  const load: LoadScorers = async (telemetry) => {
    const { serving, champion, challenger, armModels } = await read(createPolicyReport(telemetry));
    return {
      serving,
      champion: await loadModel(champion),
      loadArmModel: async (version) => loadModel(findModel(armModels, version)),
      scoreShadows: scoreShadowsOf(challenger, createShadowReport(telemetry)),
      countArmFailures: createArmFailureCounter(database, telemetry),
    };
  };
  return (telemetry) => {
    const scorers = load(telemetry);
    // Callers await it later, or never when reading the features fails first; Node.js ends on an unhandled rejection.
    scorers.catch(() => {});
    return scorers;
  };
}

const NO_FILES = { key: '', sha256: '', manifest_sha256: null };

function findModel(models: readonly ServingModel[], version: string): ServingModel {
  const model = models.find((candidate) => candidate.version === version);
  if (!model)
    throw new ModelCorrupt({ ...NO_FILES, version }, 'an arm of the experiment names it and it is not registered');
  return model;
}

/** Counts a policy that cannot decide, while the state that was read before goes on deciding. */
function createPolicyReport({ logger, metrics }: Telemetry): ReportPolicyFault {
  return (error) => {
    logger.error('the policies that decide now are refused', error);
    metrics.addMetric('PolicyUnavailable', MetricUnit.Count, 1);
  };
}

/** Counts a failed or slow challenger; the response does not depend on it. */
function createShadowReport({ logger, metrics }: Telemetry): ReportShadowFault {
  return (fault, error) => {
    metrics.addMetric(fault === 'failed' ? 'ChallengerUnavailable' : 'ChallengerSlow', MetricUnit.Count, 1);
    if (fault === 'failed') logger.warn('the challenger was not scored', error as Error);
  };
}
