/** A measure of monitoring: its figure beside what it is compared with, its level, and how it is kept. */
import { type Database, json, timestamp, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Bounds } from './configuration.ts';

export type ResultKind =
  | 'feature_drift'
  | 'score_drift'
  | 'performance'
  | 'band_performance'
  | 'champion_challenger'
  | 'quality'
  | 'freshness';
export type Level = 'ok' | 'warn' | 'alert' | 'insufficient';

/** A row of analytics.monitoring_results, whose comments say what each field is. */
export interface MonitoringResult {
  kind: ResultKind;
  /** Empty where it is about no model. */
  model_version: string;
  subject: string;
  metric: string;
  value: number | null;
  baseline: number | null;
  bound: number | null;
  rows: number;
  level: Level;
  detail: Record<string, unknown>;
}

/** The publication that is measured, and the model that decides. */
export interface MonitoringTarget {
  run_id: string;
  /** YYYY-MM-DD. */
  as_of: string;
  /** Null before the first training. */
  model_version: string | null;
}

/** The level of a figure that is worse the larger it is; `chance` is added to both bounds. */
export function determineLevel(value: number, { warn, alert }: Bounds, noise = 0): Level {
  if (value > alert + noise) return 'alert';
  return value > warn + noise ? 'warn' : 'ok';
}

/** Replaces what was measured before of this day and these kinds. @returns the number of results */
export async function storeResults(
  database: Database,
  { as_of, run_id }: Pick<MonitoringTarget, 'as_of' | 'run_id'>,
  kinds: readonly ResultKind[],
  results: readonly MonitoringResult[],
): Promise<number> {
  return database.transaction(async (transaction) => {
    await transaction.execute(readSqlFile('monitoring/delete_results.sql'), {
      as_of: timestamp(as_of),
      kinds: json(kinds),
    });
    return transaction.execute(readSqlFile('monitoring/store_results.sql'), {
      as_of: timestamp(as_of),
      run_id: uuid(run_id),
      results: json(results),
    });
  });
}
