/** Defines the figures of the portfolio risk report. All are aggregates; none concerns a single person. */

import type { GateVerdict } from '../../../shared/model/gate-result.ts';

/** Smaller segments are left out: they would reveal figures of few persons. */
export const MIN_SEGMENT_APPLICATIONS = 20;
/** Days of runs, rejected rows, checks and alarms in the report, which is made every week. */
export const WEEK_DAYS = 7;

export interface BandFigures {
  band: string;
  applications: number;
  approvals: number | null;
  referrals: number | null;
  declines: number | null;
  mean_pd: number;
  exposure: number;
  expected_loss: number;
  exposure_approved: number;
  expected_loss_approved: number;
  expected_loss_referred: number;
  expected_loss_declined: number;
}

export interface DayFigures {
  as_of: string;
  applications: number;
  overrides: number;
  mean_pd: number;
  approval_rate: number;
  refer_rate: number;
  decline_rate: number;
  exposure: number;
  expected_loss: number;
  expected_loss_approved: number;
  outcomes: number;
  bad_rate: number | null;
}

export interface SegmentFigures {
  dimension: string;
  segment: string;
  applications: number;
  mean_pd: number;
  high_risk_share: number;
  approval_rate: number;
  exposure: number;
  expected_loss: number;
  expected_loss_approved: number;
  outcomes: number;
  /** Null while no outcome is known. */
  bad_rate: number | null;
}

export interface ModelFigures {
  version: string;
  kind: string;
  stage: 'champion' | 'challenger';
  since: string;
  training_rows: number | null;
  holdout_auc: number | null;
  holdout_ks: number | null;
  holdout_brier: number | null;
  holdout_ece: number | null;
  /** Of the fairness gate; null before the model was judged. */
  fairness_verdict: GateVerdict | null;
  fairness_measured: string | null;
  fairness_required: string | null;
}

export type Level = 'ok' | 'warn' | 'alert' | 'insufficient';

export interface Measurement {
  as_of: string;
  stage: 'champion' | 'challenger';
  kind: 'performance' | 'champion_challenger';
  applications: number;
  defaults: number;
  auc: number | null;
  ks: number | null;
  brier: number | null;
  ece: number | null;
  bad_rate: number | null;
  mean_pd: number | null;
  level: Level;
}

export interface BandPerformanceFigures {
  as_of: string;
  band: string;
  applications: number;
  expected_pd: number | null;
  /** Null where no outcome is observed. */
  realised_rate: number | null;
}

export interface DriftFigures {
  as_of: string;
  /** A feature's name, or `score`. */
  feature: string;
  label: string;
  psi: number | null;
  bound: number | null;
  rows: number;
  level: Level;
}

export interface RunFigures {
  run_id: string;
  as_of: string;
  state: string;
  opened_at: string;
  duration_seconds: number | null;
  rows_delivered: number;
  rows_rejected: number;
  checks: number;
  failed_checks: number;
  /** Why it was not published; null for others. */
  reason: string | null;
}

export interface FailedCheck {
  check: string;
  description: string;
  severity: 'stop' | 'warn';
  runs: number;
  worst_pass_share: number;
}

export interface Freshness {
  scores_until: string | null;
  /** ISO 4217 code of all money; null where no delivery declares one. */
  currency: string | null;
  published_at: string | null;
  features_age_hours: number | null;
}

export interface OverrideFigures {
  held: number;
  /** Of them, those that the application's newest score contradicts. */
  contradicted: number;
}

export interface Figures {
  bands: BandFigures[];
  overrides: OverrideFigures;
  /** Ascending. */
  trend: DayFigures[];
  /** The riskiest first. */
  segments: SegmentFigures[];
  /** The champion first. */
  models: ModelFigures[];
  /** Ascending. */
  performance: Measurement[];
  band_performance: BandPerformanceFigures[];
  /** The largest shift first. */
  drift: DriftFigures[];
  /** The newest first. */
  runs: RunFigures[];
  rejections: { table: string; reason: string; rows: number }[];
  failed_checks: FailedCheck[];
  freshness: Freshness;
}

export interface Totals {
  applications: number;
  exposure: number;
  expected_loss: number;
  exposure_approved: number;
  /** What the lender would hold. */
  expected_loss_approved: number;
  expected_loss_referred: number;
  expected_loss_declined: number;
  /** The shares are null while nothing is scored. */
  mean_pd: number | null;
  /** Expected loss of the approved applications as a share of their exposure. */
  loss_rate: number | null;
  approval_rate: number | null;
}

/** Computes the figures of the whole portfolio from its bands. */
export function computeTotals(bands: readonly BandFigures[]): Totals {
  const sum = (value: (band: BandFigures) => number) => bands.reduce((total, band) => total + value(band), 0);
  const applications = sum((band) => band.applications);
  const [exposure_approved, expected_loss_approved] = [
    sum((band) => band.exposure_approved),
    sum((band) => band.expected_loss_approved),
  ];
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    applications,
    exposure: sum((band) => band.exposure),
    expected_loss: sum((band) => band.expected_loss),
    ...{ exposure_approved, expected_loss_approved },
    expected_loss_referred: sum((band) => band.expected_loss_referred),
    expected_loss_declined: sum((band) => band.expected_loss_declined),
    mean_pd: share(
      sum((band) => band.mean_pd * band.applications),
      applications,
    ),
    loss_rate: share(expected_loss_approved, exposure_approved),
    approval_rate: share(
      sum((band) => band.approvals ?? 0),
      applications,
    ),
  };
}

/** Finds the newest day, and the newest day at least a week before it. */
export function findDaysToCompare(trend: readonly DayFigures[]): {
  now: DayFigures | undefined;
  before: DayFigures | undefined;
} {
  const now = trend.at(-1);
  if (!now) return { now, before: undefined };
  const latest = Date.parse(now.as_of) - WEEK_DAYS * 86_400_000;
  return { now, before: trend.findLast(({ as_of }) => Date.parse(as_of) <= latest) };
}
