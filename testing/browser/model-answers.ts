/**
 * Answers of the API about models, drift and alarms: the longest names that landing takes, three hundred features, a
 * challenger, a day with three applications. Every answer is checked against the contract.
 */
import { ModelDetails, ModelList, ModelMetrics } from '../../lambdas/prediction-api/contract/schemas/models.ts';
import { Report } from '../../lambdas/prediction-api/contract/schemas/reports.ts';
import { type Answer, buildProblem } from './dashboard-service.ts';

export const CHAMPION = '20260101T020000Z-aaaaaaaa';
export const CHALLENGER = '20260201T020000Z-bbbbbbbb';
export const REJECTED = '20260115T020000Z-cccccccc';
export const FEW_DAY = '2005-11-12';
export const ENOUGH_DAY = '2005-10-01';
/** As long as a lender's attribute may be, with no place to break. */
const LONG_NAME = 'a_very_long_attribute_name_'.repeat(8).slice(0, 200);
export const REPORT_URL = 'https://example.com/validation-report.html?signature=x';

/** `few`: too few outcomes and applications to judge; `none`: before the first training. */
export type ModelState = 'full' | 'few' | 'none';

const time = '2026-02-01T02:00:00.000Z';
const RUN_ID = '01900000-0000-7000-8000-0000000000a1';

const confusion = { tn: 3238, fp: 492, fn: 468, tp: 597 };
const holdout = {
  ...{ auc: 0.7914, gini: 0.5828, ks: 0.4435, brier: 0.1322, ece: 0.0144, log_loss: 0.422, accuracy: 0.7998 },
  ...{ precision: 0.5482, recall: 0.5606, f1: 0.5543, cut_off: 0.3, confusion },
};
const cv = { auc_mean: 0.7848, auc_std: 0.0087 };

const buildSummary = (version: string, stage: string, stage_reasons: string[]) => ({
  ...{ version, kind: 'xgboost', stage, sha256: 'a'.repeat(64), size_bytes: 275_519, training_run_id: RUN_ID },
  ...{ mlflow_run_id: 'b'.repeat(32), registered_at: time, promoted_at: stage === 'champion' ? time : null },
  ...{ retired_at: null, stage_changed_at: time, stage_reasons, holdout_auc: holdout.auc },
});
const MODELS = [
  buildSummary(CHALLENGER, 'challenger', [`fairness: ${LONG_NAME} 0.701`]),
  buildSummary(REJECTED, 'rejected', ['calibration error 0.1234']),
  buildSummary(CHAMPION, 'champion', ['the first model']),
];

const gate = (name: string, verdict: string, measured: string, figures = {}) => ({
  ...{ gate: name, verdict, consequence: verdict === 'passed' ? 'reject' : 'hold', measured },
  ...{ required: 'approval rate ratio ≥ 0.80', value: null, bound: null, interval: null, ...figures },
});
const GATES = [
  gate('parity', 'passed', '8.4e-7'),
  gate('latency', 'not_measured', 'not measured'),
  gate('fairness', 'beyond_bound', `${LONG_NAME}: approval rate ratio 0.684 (0.580 to 0.820)`, {
    ...{ value: 0.684, bound: 0.8, interval: [0.58, 0.82] },
  }),
];

const SERVING = {
  ...{ refit: true, why: 'all rows', rows: 29_973, defaults: 6630, folds: 5, cv, out_of_fold: holdout, psi: 0.0004 },
  against_assessed: { rows: 6000, value: 0.0003, low: -0.0011, high: 0.0017 },
};
const MEMBERS = [
  { kind: 'lightgbm', params: {}, weight: 0.61, constrained: true },
  { kind: 'extra_trees', params: {}, weight: 2.2, constrained: false },
];

const FINDINGS = [
  {
    ...{ code: 'leak', feature: LONG_NAME, holds: true },
    text: `Without ${LONG_NAME} the model reaches an AUC of 0.7610 instead of 0.9520.`,
  },
  { code: 'identifier', feature: LONG_NAME, text: `${LONG_NAME} is left out.`, holds: false },
];

function buildModel(version: string, state: ModelState) {
  const summary = MODELS.find((model) => model.version === version);
  if (!summary) return undefined;
  const isFull = state === 'full';
  return ModelDetails.parse({
    ...summary,
    gates: isFull ? GATES : [],
    findings: isFull ? FINDINGS : [],
    features: FEATURES.map(({ feature, label }) => ({
      ...{ name: feature, label, type: 'number', monotone: 1, reason: { high: 'high', low: 'low', missing: 'none' } },
    })),
    training: { rows: 23_973, positives: 5323, data_sha256: 'a'.repeat(64), run_id: RUN_ID },
    target: isFull ? `default on the next payment ${LONG_NAME}` : null,
    protocol: null,
    candidates: [{ kind: 'xgboost', cv, holdout }],
    serving: isFull ? SERVING : null,
    members: isFull ? MEMBERS : null,
    parity: { rows: 23_973, max_abs_difference: 8.4e-7, decision_flips: 0 },
    model_card: isFull ? `# Model card\n\n${LONG_NAME}\n\n| figure | value |\n|---|---:|\n| ${LONG_NAME} | 1 |` : null,
    model_card_url: isFull ? REPORT_URL : null,
    validation_report_url: isFull ? REPORT_URL : null,
  });
}

const tenths = Array.from({ length: 10 }, (_, index) => (index + 0.5) / 14);

function buildMetrics(version: string, state: ModelState) {
  const summary = MODELS.find((model) => model.version === version);
  if (!summary) return undefined;
  const reliability = tenths.map((pd) => ({ rows: 480, mean_pd: pd, default_rate: pd, low: pd * 0.9, high: pd * 1.1 }));
  const roc = tenths.map((share) => ({ pd: 1 - share, false_rate: share, true_rate: Math.sqrt(share) }));
  const isFull = state === 'full';
  return ModelMetrics.parse({
    ...{ version, kind: summary.kind, stage: summary.stage, holdout, cv, stability: null, fairness: null },
    intervals: isFull ? { auc: [0.7762, 0.8063], accuracy: [0.7889, 0.8108] } : null,
    latency: isFull ? { rows: 500, p50_ms: 0.0156, p99_ms: 0.0172 } : null,
    ...{ evaluation: isFull ? { reliability, roc } : null, realised: null },
  });
}

const bin = (mean_contribution: number, fields = {}) => ({
  ...{ from: null, to: null, category: null, is_missing: false, rows: 50, mean_contribution, ...fields },
});
const EFFECTS = [
  bin(-0.281, { to: 0 }),
  bin(-0.1, { from: 1, to: 1 }),
  bin(0.564, { from: 2 }),
  bin(0.031, { is_missing: true, rows: 12 }),
];
const LEVELS = Array.from({ length: 10 }, (_, index) => bin(index - 5, { category: `${LONG_NAME}${index}` }));

const FEATURES = Array.from({ length: 300 }, (_, index) => ({
  feature: index === 0 ? 'months_past_due_1' : `${LONG_NAME.slice(0, 196)}_${index}`,
  label: index === 0 ? 'Months past due on the newest statement' : `${LONG_NAME.slice(0, 196)}_${index}`,
  ...{ unit: index === 0 ? 'months' : null, permutation_auc: 0.04 / (index + 1), mean_abs_shap: 0.3 / (index + 1) },
  effects: index === 1 ? LEVELS : EFFECTS,
}));

function buildDrift(as_of: string, state: ModelState) {
  const isEnough = as_of === ENOUGH_DAY;
  const measure = ({ feature, label }: { feature: string; label: string }, index: number) => ({
    ...{ feature, label, psi: isEnough ? 0.3 / (index + 1) : null, level: isEnough ? 'ok' : 'insufficient' },
    ...{ rows: isEnough ? 6027 : 3, history: isEnough ? [{ as_of, psi: 0.3 / (index + 1) }] : [] },
    bins: isEnough ? [LONG_NAME, '1 to 2'].map((bin) => ({ label: bin, baseline: 0.5, current: 0.5 })) : [],
  });
  const days = [
    { as_of: FEW_DAY, rows: 3, enough: false },
    ...(state === 'few' ? [] : [{ as_of: ENOUGH_DAY, rows: 6027, enough: true }]),
  ];
  return {
    ...{ report: 'drift', as_of, model_version: CHAMPION, days, minimum_rows: 500 },
    ...{ features: FEATURES.map(measure), score: measure({ feature: 'score', label: 'Predicted PD' }, 0) },
  };
}

const figures = (isEnough: boolean) => ({
  ...(isEnough
    ? { auc: 0.7893, ks: 0.4435, brier: 0.134, ece: 0.013 }
    : { auc: null, ks: null, brier: null, ece: null }),
  ...(isEnough ? { bad_rate: 0.222, mean_pd: 0.221, level: 'ok' } : { bad_rate: null, mean_pd: null }),
  ...(isEnough ? {} : { level: 'insufficient' }),
});

function buildPerformance(version: string, state: ModelState) {
  const isEnough = state === 'full';
  const periods = ['2005-09-01', '2005-10-01'].map((as_of) => ({
    ...{ as_of, applications: isEnough ? 6027 : 3, defaults: isEnough ? 1338 : 1, ...figures(isEnough) },
    observed_interval: isEnough ? [0.212, 0.233] : null,
  }));
  const difference = (champion: number, change: number) => ({
    ...{ champion, challenger: champion + change, difference: change, interval: [change - 0.008, change + 0.008] },
  });
  const comparison = {
    ...{ applications: isEnough ? 2400 : 3, defaults: isEnough ? 540 : 1 },
    ...{ auc: isEnough ? difference(0.7893, 0.0068) : null, brier: isEnough ? difference(0.134, -0.0011) : null },
    level: isEnough ? 'no_difference' : 'insufficient',
  };
  const rates = { observed_interval: [0.04, 0.076], level: 'ok' };
  return {
    ...{ report: 'performance', model_version: version, minimum: { defaults: 100, others: 100 } },
    periods: version === REJECTED ? [] : periods,
    bands: isEnough ? [{ band: 'A', applications: 612, expected_pd: 0.026, realised_rate: 0.055, ...rates }] : [],
    calibration: isEnough ? [{ mean_pd: 0.1, realised: 0.055, rows: 600, observed_interval: [0.04, 0.076] }] : [],
    challenger: version === CHAMPION ? { version: CHALLENGER, periods, comparison } : null,
  };
}

const alarm = (name: string, state: string, fields = {}) => ({
  ...{ name, state, severity: 'page', since: time, description: LONG_NAME, runbook: `docs/runbook.md#${name}` },
  ...{ runbook_url: `https://example.com/runbook#${name}`, no_data_reason: null, ...fields },
});
const ALARMS = [
  alarm('api-server-errors', 'alarm'),
  alarm('etl-late', 'ok'),
  alarm(LONG_NAME, 'insufficient_data', { no_data_reason: `no request: ${LONG_NAME}`, runbook_url: null }),
];

const EMPTY: Record<string, unknown> = {
  importance: { report: 'importance', model_version: null, features: [] },
  drift: {
    ...{ report: 'drift', as_of: null, model_version: null, days: [], minimum_rows: 500, features: [] },
    score: null,
  },
  performance: {
    ...{ report: 'performance', model_version: null, minimum: { defaults: 100, others: 100 }, periods: [] },
    ...{ bands: [], calibration: [], challenger: null },
  },
  alarms: { report: 'alarms', alarms: [] },
};

function buildReport(name: string, query: Record<string, string>, state: ModelState): unknown {
  if (state === 'none') return EMPTY[name];
  if (name === 'importance') return { report: name, model_version: CHAMPION, features: FEATURES };
  if (name === 'drift') return buildDrift(query.as_of ?? (state === 'few' ? FEW_DAY : ENOUGH_DAY), state);
  if (name === 'performance') return buildPerformance(query.model_version ?? CHAMPION, state);
  return name === 'alarms' ? { report: name, alarms: ALARMS } : undefined;
}

/** @param getState what the system has, which a test may change between pages */
export function createModelAnswers(getState: () => ModelState): Answer {
  return ({ path, query }) => {
    const state = getState();
    const [, , resource, id = ''] = path.split('/');
    if (resource === 'reports') {
      if (query.as_of && ![FEW_DAY, ENOUGH_DAY].includes(query.as_of)) return undefined;
      const report = buildReport(id, query, state);
      return report === undefined ? undefined : { body: Report.parse(report) };
    }
    if (resource === 'models' && id === '') {
      return { body: ModelList.parse({ models: state === 'none' ? [] : MODELS, next_before: null }) };
    }
    const isMetrics = resource === 'model-metrics';
    const version = isMetrics ? (query.version ?? CHAMPION) : id;
    const found = state === 'none' ? undefined : isMetrics ? buildMetrics(version, state) : buildModel(version, state);
    return found ? { body: found } : { status: 404, body: buildProblem(404, 'No model is registered.') };
  };
}
