/**
 * The target of a prediction: an application, a customer or features. Open it to add another kind to POST /v1/predict.
 */
import type { NewApplication, PredictRequest } from '../contract/schemas/predict-requests.ts';

export type PredictionTarget =
  | { kind: 'application'; application_id: string }
  | { kind: 'customer'; application: NewApplication }
  | { kind: 'features'; features: Readonly<Record<string, unknown>> };

/** Turns a valid request into its target. */
export function toPredictionTarget(request: PredictRequest): PredictionTarget {
  if ('application_id' in request) return { kind: 'application', application_id: request.application_id };
  if ('features' in request) return { kind: 'features', features: request.features };
  return { kind: 'customer', application: request };
}
