/** Loads the challenger of a scoring. A challenger that cannot be loaded must not keep the champion from scoring. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Telemetry } from '../../shared/handler.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';

/** Gives undefined where there is no challenger or it cannot be loaded, which is logged and counted. */
export async function loadChallenger(
  reference: ModelReference | null,
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>,
  { logger, metrics }: Telemetry,
): Promise<ExplainableModel | undefined> {
  if (!reference) return undefined;
  try {
    return await loadModel(reference);
  } catch (error) {
    logger.error('the challenger cannot shadow', error as Error);
    metrics.addMetric('ChallengerUnavailable', MetricUnit.Count, 1);
    return undefined;
  }
}
