/**
 * Defines the views of the schema `reporting` with their columns, from which the data sets of QuickSight and the sources
 * of Tableau are generated. docs/reporting.md explains the columns; a test compares them with the database.
 */

export type ViewColumnType = 'text' | 'integer' | 'decimal' | 'date' | 'timestamp' | 'boolean';

export interface ViewSource {
  /** Name of the view in `reporting`. */
  view: string;
  /** Title in BI tools. */
  title: string;
  columns: Readonly<Record<string, ViewColumnType>>;
  /** SQL condition on the view's columns that restricts the rows. */
  where?: string;
}

const SEGMENT = {
  dimension: 'text',
  dimension_label: 'text',
  segment: 'text',
  segment_label: 'text',
  position: 'integer',
  applications: 'integer',
  mean_pd: 'decimal',
  mean_score: 'decimal',
  high_risk_share: 'decimal',
  approvals: 'integer',
  referrals: 'integer',
  declines: 'integer',
  overrides: 'integer',
  approval_rate: 'decimal',
  exposure: 'decimal',
  expected_loss: 'decimal',
  expected_loss_approved: 'decimal',
  outcomes: 'integer',
  defaults: 'integer',
  bad_rate: 'decimal',
} as const;

const BAND_PERFORMANCE = {
  model_version: 'text',
  as_of: 'date',
  band: 'text',
  applications: 'integer',
  expected_pd: 'decimal',
  realised_rate: 'decimal',
} as const;

const DRIFT = {
  model_version: 'text',
  as_of: 'date',
  feature: 'text',
  label: 'text',
  psi: 'decimal',
  bound: 'decimal',
  rows: 'integer',
  level: 'text',
  measured_at: 'timestamp',
} as const;

const selectNewestDay = (view: string, condition = '') =>
  `as_of = (select max(newest.as_of) from reporting.${view} newest${condition})`;

export const SOURCES = {
  score_distribution: {
    view: 'score_distribution',
    title: 'Score distribution',
    columns: {
      band: 'text',
      decision: 'text',
      applications: 'integer',
      mean_pd: 'decimal',
      mean_score: 'decimal',
      exposure: 'decimal',
      expected_loss: 'decimal',
    },
  },
  score_histogram: {
    view: 'score_histogram',
    title: 'Score histogram',
    columns: {
      score_from: 'integer',
      score_to: 'integer',
      applications: 'integer',
      mean_pd: 'decimal',
      expected_loss: 'decimal',
    },
  },
  segments: { view: 'segments', title: 'Segments', columns: SEGMENT },
  segment_pairs: {
    view: 'segment_pairs',
    title: 'Segments within segments',
    columns: {
      within_dimension: 'text',
      within_dimension_label: 'text',
      within_segment: 'text',
      within_segment_label: 'text',
      ...SEGMENT,
    },
  },
  decisions_daily: {
    view: 'decisions_daily',
    title: 'Decisions by day',
    columns: {
      as_of: 'date',
      applications: 'integer',
      approvals: 'integer',
      referrals: 'integer',
      declines: 'integer',
      overrides: 'integer',
      mean_pd: 'decimal',
      mean_score: 'decimal',
      approval_rate: 'decimal',
      refer_rate: 'decimal',
      decline_rate: 'decimal',
      exposure: 'decimal',
      expected_loss: 'decimal',
      outcomes: 'integer',
      defaults: 'integer',
      bad_rate: 'decimal',
      expected_loss_approved: 'decimal',
    },
  },
  bands_daily: {
    view: 'bands_daily',
    title: 'Bands by day',
    columns: {
      as_of: 'date',
      band: 'text',
      applications: 'integer',
      share: 'decimal',
      mean_pd: 'decimal',
      exposure: 'decimal',
      expected_loss: 'decimal',
      outcomes: 'integer',
      defaults: 'integer',
      bad_rate: 'decimal',
    },
  },
  models: {
    view: 'models',
    title: 'Models',
    columns: {
      version: 'text',
      kind: 'text',
      stage: 'text',
      registered_at: 'timestamp',
      stage_changed_at: 'timestamp',
      promoted_at: 'timestamp',
      retired_at: 'timestamp',
      training_rows: 'integer',
      holdout_auc: 'decimal',
      holdout_ks: 'decimal',
      holdout_brier: 'decimal',
      holdout_ece: 'decimal',
    },
  },
  model_performance: {
    view: 'model_performance',
    title: 'Model performance',
    columns: {
      model_version: 'text',
      stage: 'text',
      kind: 'text',
      as_of: 'date',
      applications: 'integer',
      defaults: 'integer',
      auc: 'decimal',
      ks: 'decimal',
      brier: 'decimal',
      ece: 'decimal',
      bad_rate: 'decimal',
      mean_pd: 'decimal',
      level: 'text',
    },
  },
  band_performance: { view: 'band_performance', title: 'Bands, expected and realised', columns: BAND_PERFORMANCE },
  band_performance_newest: {
    view: 'band_performance',
    title: 'Bands, expected and realised, newest day',
    columns: BAND_PERFORMANCE,
    where: selectNewestDay('band_performance'),
  },
  feature_importance: {
    view: 'feature_importance',
    title: 'Feature importance',
    columns: {
      model_version: 'text',
      stage: 'text',
      feature: 'text',
      label: 'text',
      position: 'integer',
      permutation_auc: 'decimal',
      mean_abs_shap: 'decimal',
    },
  },
  drift: { view: 'drift', title: 'Drift', columns: DRIFT },
  drift_newest: {
    view: 'drift',
    title: 'Drift, newest day',
    columns: DRIFT,
    where: selectNewestDay('drift', " where newest.level <> 'insufficient'"),
  },
  runs: {
    view: 'runs',
    title: 'Runs',
    columns: {
      run_id: 'text',
      as_of: 'date',
      state: 'text',
      opened_at: 'timestamp',
      closed_at: 'timestamp',
      published_at: 'timestamp',
      duration_seconds: 'decimal',
      rows_delivered: 'integer',
      rows_rejected: 'integer',
      checks: 'integer',
      failed_checks: 'integer',
      reason: 'text',
    },
  },
  quality: {
    view: 'quality',
    title: 'Quality checks',
    columns: {
      run_id: 'text',
      as_of: 'date',
      check_name: 'text',
      description: 'text',
      severity: 'text',
      pass: 'boolean',
      failed_rows: 'integer',
      total_rows: 'integer',
      pass_share: 'decimal',
      checked_at: 'timestamp',
    },
  },
} as const satisfies Record<string, ViewSource>;

export type SourceName = keyof typeof SOURCES;

export const SOURCE_NAMES = Object.keys(SOURCES) as SourceName[];

/** Casts for types that BI tools do not support. Times become UTC, booleans 1 or 0. */
const CASTS: Partial<Record<ViewColumnType, (column: string) => string>> = {
  text: (column) => `cast(${column} as text) as ${column}`,
  decimal: (column) => `cast(${column} as double precision) as ${column}`,
  timestamp: (column) => `${column} at time zone 'UTC' as ${column}`,
  boolean: (column) => `cast(${column} as integer) as ${column}`,
};

/** Builds the query of a source, with its columns in order and its condition. */
export function buildSourceSql(name: SourceName): string {
  const { view, columns, where }: ViewSource = SOURCES[name];
  const selected = Object.entries(columns).map(([column, type]) => CASTS[type]?.(column) ?? column);
  return `select ${selected.join(', ')} from reporting.${view}${where ? ` where ${where}` : ''}`;
}
