/** The reports of a system before its first run, by name, as the contract has them. */
import type { Report } from '../../lambdas/prediction-api/contract/schemas/reports.ts';

const TOTALS = {
  ...{ applications: 0, overrides: 0, outcomes: 0, defaults: 0, mean_pd: null, mean_score: null },
  ...{ approval_rate: null, refer_rate: null, decline_rate: null, exposure: null, expected_loss: null },
  ...{ expected_loss_approved: null, bad_rate: null },
};
const FILTERED = {
  ...{ refreshed_at: null, currency: null, totals: TOTALS, before: null },
  filter: { from: null, to: null, model_version: null, within: null, decision: null, band: null },
};
const MINIMUM = { defaults: 20, others: 20 };

const REPORTS: Report[] = [
  {
    report: 'overview',
    ...{ ...FILTERED, generated_at: '2026-01-01T00:00:00.000Z', as_of: null, run: null },
    ...{ pass_rate: null, features_age_hours: null, features_as_of: null, features_published_hours: null },
    ...{
      champion: null,
      applications: 0,
      overrides: 0,
      contradicted_overrides: 0,
      bands: [],
      decisions: [],
      expected_loss: 0,
      alarms: null,
    },
  },
  { report: 'distribution', ...FILTERED, bands: [], histogram: [], cutoffs: [] },
  {
    report: 'score_bands',
    ...{ ...FILTERED, rows: [], deciles: [], curve: [], ks: null, gini: null },
    ...{ minimum: MINIMUM, enough_outcomes: false },
  },
  {
    report: 'segments',
    ...{ ...FILTERED, dimensions: [], dimension: null, within: null, segments: [] },
    ...{ minimum_outcomes: 20, applications: [] },
  },
  { report: 'trends', ...FILTERED, days: [] },
  {
    report: 'filters',
    ...{ refreshed_at: null, months: [], model_versions: [], bands: [], decisions: [] },
    dimensions: [],
  },
  {
    report: 'performance',
    ...{ model_version: null, minimum: MINIMUM, periods: [], bands: [], calibration: [] },
    challenger: null,
  },
  { report: 'drift', as_of: null, model_version: null, days: [], minimum_rows: 500, features: [], score: null },
  { report: 'importance', model_version: null, features: [] },
  { report: 'alarms', alarms: [] },
];

export const EMPTY_REPORTS: Readonly<Record<string, Report>> = Object.fromEntries(
  REPORTS.map((report) => [report.report, report]),
);
