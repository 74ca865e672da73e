/** Words for the codes in API responses. Open it when a response has a new code. */

const ALGORITHMS: Record<string, string> = {
  logistic_regression: 'logistic regression',
  scorecard: 'scorecard',
  random_forest: 'random forest',
  extra_trees: 'extremely randomised trees',
  gradient_boosting: 'gradient boosting',
  xgboost: 'XGBoost',
  lightgbm: 'LightGBM',
  catboost: 'CatBoost',
  neural_additive: 'neural additive network',
  blend: 'blend of the best',
};

/** Codes whose own letters are not what a reader would say. */
const WORDS: Record<string, string> = {
  // verdicts of gates and levels of measurements
  ...{ not_measured: 'Not measured', beyond_bound: 'Beyond the bound, not significant' },
  ...{ ok: 'OK', warn: 'Warning', alert: 'Alert', insufficient: 'Too few data', insufficient_data: 'No data' },
  // runs
  ...{ gate_failed: 'Quality gate failed', abandoned: 'Abandoned' },
  // models: the stored stage candidate has not been judged yet
  ...{ candidate: 'Unjudged' },
  // alarms
  ...{ alarm: 'Active', page: 'Page: at once', ticket: 'Ticket: within the working day', info: 'For information' },
  // calibration of a segment
  ...{ as_predicted: 'As predicted', above: 'Higher than predicted', below: 'Lower than predicted' },
  // overrides
  ...{ score_contradicts: 'Newer score contradicts the override' },
};

/** The past form of a decision, for a share or a count of applications. */
const DECIDED: Record<string, string> = { approve: 'Approved', refer: 'Referred', decline: 'Declined' };

/** The `kind` of a model: `random_forest` → `random forest`. */
export function formatAlgorithm(kind: string): string {
  return ALGORITHMS[kind] ?? kind;
}

/** `refer` → `Refer`; `gate_failed` → `Quality gate failed`; `api-errors` → `API errors`. */
export function formatCode(code: string): string {
  const words = WORDS[code];
  if (words) return words;
  const text = code.replaceAll(/[_-]/g, ' ').replaceAll(/\b(api|etl|pd)\b/g, (acronym) => acronym.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `refer` → `Referred` */
export function formatDecided(decision: string): string {
  return DECIDED[decision] ?? formatCode(decision);
}
