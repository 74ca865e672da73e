/** A row of predictions.risk_scores as the API answers it. */
import type { Prediction } from '../schemas/predictions.ts';

/** The columns that every query for an answer selects. */
export type StoredPrediction = Omit<Prediction, 'features_as_of' | 'scored_at'> & {
  features_as_of: string;
  scored_at: string;
};

/** The answer for a stored row: an answer is only ever made from what is stored. */
export function toPrediction(row: StoredPrediction): Prediction {
  const { features_as_of, scored_at, ...rest } = row;
  return { ...rest, features_as_of: isoTime(features_as_of), scored_at: isoTime(scored_at) };
}

/** The Data API writes times as `YYYY-MM-DD hh:mm:ss[.ffffff]`, UTC; the API answers ISO 8601 in milliseconds. */
export function isoTime(text: string): string {
  return new Date(`${text.slice(0, 19).replace(' ', 'T')}${text.slice(19, 23)}Z`).toISOString();
}
