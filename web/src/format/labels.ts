/** Labels for the codes in API responses. Open it when a response has a new code. */
import type { Decision } from '../queries/api-types.ts';

const ALGORITHM_LABELS: Record<string, string> = {
  logistic_regression: 'logistic regression',
  scorecard: 'scorecard',
  random_forest: 'random forest',
  gradient_boosting: 'gradient boosting',
  xgboost: 'XGBoost',
};

/** In the order in which pages list them. */
export const DECISIONS: readonly Decision[] = ['approve', 'refer', 'decline'];

/** The `kind` of a model: `random_forest` → `random forest`. */
export function formatAlgorithm(kind: string): string {
  return ALGORITHM_LABELS[kind] ?? kind;
}

/** `refer` → `Refer`; `gate_failed` → `Gate failed`; `api-errors` → `API errors`. */
export function formatCode(code: string): string {
  const text = code.replaceAll(/[_-]/g, ' ').replaceAll(/\b(api|etl|pd)\b/g, (acronym) => acronym.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `Income is low` → `income is low`, for use inside a sentence. */
export function lowerFirstLetter(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
