/** Loads the models that score a request: the champion and the challenger. Used by POST /v1/predict and its list call. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Database } from '../../shared/aws/database.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { createModelCache, type ExplainableModel, loadScoringModel } from '../../shared/model/load-model.ts';
import { createModelReader } from '../../shared/model/model-bucket.ts';
import { createScoringModelsReader } from './scoring-models.ts';
import { createShadowScorer, type ReportShadowFault, type ScoreShadows } from './shadow-scorer.ts';

/** The champion, and the function that scores with the challenger. */
export interface Scorers {
  model: ExplainableModel;
  scoreShadows: ScoreShadows;
}

export type LoadScorers = (telemetry: Telemetry) => Promise<Scorers>;

/** Loads scorers and caches them; a promotion takes effect within 30 seconds. */
export function createScorersLoader(database: () => Database): LoadScorers {
  const readScoringModels = createScoringModelsReader(database);
  const readModelFile = createModelReader();
  const loadChampion = createModelCache(readModelFile);
  const scoreShadowsOf = createShadowScorer((challenger) => loadScoringModel(challenger, readModelFile));
  const load: LoadScorers = async (telemetry) => {
    const { champion, challenger } = await readScoringModels();
    return {
      model: await loadChampion(champion),
      scoreShadows: scoreShadowsOf(challenger, createFaultReport(telemetry)),
    };
  };
  return (telemetry) => {
    const scorers = load(telemetry);
    // Callers await it later, or never when reading the features fails first; Node.js ends on an unhandled rejection.
    scorers.catch(() => {});
    return scorers;
  };
}

/** Counts a failed or slow challenger; the response does not depend on it. */
function createFaultReport({ logger, metrics }: Telemetry): ReportShadowFault {
  return (fault, error) => {
    metrics.addMetric(fault === 'failed' ? 'ChallengerUnavailable' : 'ChallengerSlow', MetricUnit.Count, 1);
    if (fault === 'failed') logger.warn('the challenger was not scored', error as Error);
  };
}
