/** Scores features with the loaded models under the policies that decide now, for one prediction and for lists. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { requireEnv } from '../../shared/env.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { Problem } from '../http/problem.ts';
import type { Scorers } from './load-scorers.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';
import { scoreInputs } from './score-inputs.ts';
import { type NewPrediction, toNewPrediction } from './store-prediction.ts';

/**
 * Makes a prediction of each input and counts those whose stored features are stale.
 * @returns a prediction or a problem for each input, in its order
 */
export async function makePredictions(
  scorers: Scorers,
  inputs: readonly (ScoringInput | Problem)[],
  { metrics }: Telemetry,
): Promise<(NewPrediction | Problem)[]> {
  const staleAfterHours = Number(requireEnv('STALE_FEATURES_HOURS'));
  const now = new Date();
  const predictions = (await scoreInputs(scorers, inputs)).map((scored) =>
    scored instanceof Problem ? scored : toNewPrediction(scored, staleAfterHours, now),
  );
  const staleCount = predictions.filter((prediction) => !(prediction instanceof Problem) && prediction.stale).length;
  if (staleCount > 0) metrics.addMetric('StaleFeatures', MetricUnit.Count, staleCount);
  return predictions;
}
