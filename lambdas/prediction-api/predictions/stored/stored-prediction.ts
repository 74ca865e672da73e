/** A row of predictions.risk_scores as the API answers it. */
import type { Prediction } from '../../contract/schemas/predictions.ts';

/** The columns that every query for an answer selects. */
export type StoredPrediction = Omit<Prediction, 'features_as_of' | 'features_age_hours' | 'scored_at'> & {
  features_as_of: string | null;
  scored_at: string;
};

/**
 * The answer for a stored row: an answer is only ever made from what is stored. Fields come in this order whichever
 * statement read the row, so that an answer given again is the same to the byte.
 */
export function toPrediction(row: StoredPrediction): Prediction {
  const { prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by } = row;
  const { reasons, explanation, lgd, ead, expected_loss, model_version, policy_version, stale } = row;
  const features_as_of = row.features_as_of === null ? null : toIsoTime(row.features_as_of);
  const scored_at = toIsoTime(row.scored_at);
  return {
    ...{ prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by },
    ...{ reasons, explanation, lgd, ead, expected_loss, model_version, policy_version },
    ...{ features_as_of, features_age_hours: ageHours(features_as_of, scored_at), stale, scored_at },
  };
}

/** To a tenth of an hour; features of a day that has not ended yet are new. */
function ageHours(asOf: string | null, scoredAt: string): number | null {
  if (asOf === null) return null;
  return Math.max(0, Math.round((Date.parse(scoredAt) - Date.parse(asOf)) / 360_000) / 10);
}

/**
 * The Data API writes times as `YYYY-MM-DD hh:mm:ss[.ffffff]`, PostgreSQL's JSON with a `T` and maybe `+00:00`: both are
 * UTC. The API answers ISO 8601 in milliseconds.
 */
export function toIsoTime(text: string): string {
  const [, day, time, fraction = ''] = /^(.{10})[ T](.{8})(\.\d+)?/.exec(text) ?? [];
  return new Date(`${day}T${time}${fraction.slice(0, 4)}Z`).toISOString();
}
