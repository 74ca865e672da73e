/** Words for the API's codes. */
import type { Decision } from '../queries/api-types.ts';

const ALGORITHM_NAMES: Record<string, string> = {
  logistic_regression: 'logistic regression',
  scorecard: 'scorecard',
  random_forest: 'random forest',
  gradient_boosting: 'gradient boosting',
  xgboost: 'XGBoost',
};

export const formatAlgorithm = (kind: string) => ALGORITHM_NAMES[kind] ?? kind;

export const DECISIONS: readonly Decision[] = ['approve', 'refer', 'decline'];

/** `refer` → `Refer`; `gate_failed` → `Gate failed`. */
export const formatCode = (code: string) => {
  const text = code.replaceAll(/[_-]/g, ' ').replaceAll(/\b(api|etl|pd)\b/g, (name) => name.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Calm, warning or alarming, for a state of anything. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

const TONES: Record<string, Tone> = {
  ...{ published: 'good', running: 'plain', refused: 'bad', gate_failed: 'bad', failed: 'bad', abandoned: 'warn' },
  ...{ ok: 'good', warn: 'warn', alert: 'bad', insufficient: 'plain', alarm: 'bad', insufficient_data: 'plain' },
  ...{ champion: 'good', challenger: 'plain', candidate: 'plain', rejected: 'bad', retired: 'plain' },
  ...{ passed: 'good', not_measured: 'plain', page: 'bad', ticket: 'warn', info: 'plain' },
  ...{ succeeded: 'good', skipped: 'plain' },
};

export const getTone = (code: string): Tone => TONES[code] ?? 'plain';
