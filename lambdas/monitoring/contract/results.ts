/** Defines a monitoring result and its level. The migration of analytics.monitoring_results explains the columns. */
import type { Bounds } from '../../shared/monitoring-configuration.ts';

export type ResultKind =
  | 'feature_drift'
  | 'score_drift'
  | 'performance'
  | 'band_performance'
  | 'champion_challenger'
  | 'quality'
  | 'freshness';
/** `insufficient`: too few rows for a level. */
export type ResultLevel = 'ok' | 'warn' | 'alert' | 'insufficient';

/** A row of analytics.monitoring_results. */
export interface MonitoringResult {
  kind: ResultKind;
  /** Empty where the result concerns no model. */
  model_version: string;
  subject: string;
  metric: string;
  value: number | null;
  baseline: number | null;
  bound: number | null;
  rows: number;
  level: ResultLevel;
  detail: Record<string, unknown>;
}

/** The level of a figure that is worse the larger it is. `noise` is added to both bounds. */
export function determineLevel(value: number, { warn, alert }: Bounds, noise = 0): ResultLevel {
  if (value > alert + noise) return 'alert';
  return value > warn + noise ? 'warn' : 'ok';
}
