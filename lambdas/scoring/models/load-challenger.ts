/** The challenger of a batch: it shadows the champion, so whatever is wrong with it must not keep anyone from a score. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Telemetry } from '../../shared/handler.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';

/** The challenger's model, or undefined where there is none or it cannot be loaded: its shadows are then missing. */
export async function loadChallenger(
  reference: ModelReference | null,
  load: (reference: ModelReference) => Promise<ExplainableModel>,
  { logger, metrics }: Telemetry,
): Promise<ExplainableModel | undefined> {
  if (!reference) return undefined;
  try {
    return await load(reference);
  } catch (error) {
    logger.error('the challenger cannot shadow', error as Error);
    metrics.addMetric('ChallengerUnavailable', MetricUnit.Count, 1);
    return undefined;
  }
}
