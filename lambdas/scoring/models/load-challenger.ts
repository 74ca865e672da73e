/** Loads the challenger of a scoring. A failure is logged and counted, and the champion scores alone. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Telemetry } from '../../shared/handler.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';

/** Returns undefined without a challenger, or when it cannot be loaded. */
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
