/** Requests one prediction from the API, as any client of it does. */
import { createRiskClient, type Prediction, type PredictRequest } from '../../clients/typescript/client.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { fetchToken } from '../environment/access-token.ts';
import { CommandError } from '../terminal/command-error.ts';
import { toRequestRefused } from './request-refused.ts';

/** The response of the API contains no prediction. */
export class PredictionMissing extends CommandError {}

/**
 * Requests a prediction with a new token of a machine client.
 * @param apiUrl without a trailing slash
 * @throws {RequestRefused} when the API refuses the request
 * @throws {TokenRefused} when Cognito gives no token
 */
export async function requestPrediction(
  apiUrl: string,
  body: PredictRequest,
  environment: EnvironmentName = 'local',
): Promise<Prediction> {
  const client = createRiskClient({ baseUrl: apiUrl, token: () => fetchToken({ environment }) });
  try {
    const { data } = await client.POST('/v1/predict', { body });
    if (data) return data;
  } catch (error) {
    throw toRequestRefused(error);
  }
  throw new PredictionMissing(
    'the response of the API is empty: run the command again, npm run logs -- --since 10m shows why it may be',
  );
}
