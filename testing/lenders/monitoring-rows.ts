/** Inserts models, scores and outcomes directly into the tables, for tests of monitoring. */
import type { Client } from 'pg';
import type { MonitoringResult } from '../../lambdas/monitoring/contract/results.ts';
import { insertRows, type Row } from '../database/rows.ts';

/** Returns the nth number of a sequence that covers 0 to 1 evenly and is the same every time. */
export const spreadEvenly = (n: number) => (n * 0.618033988749895) % 1;
/** Generates values, each from its own evenly spread number. */
export const generateNumbers = (count: number, value: (share: number, n: number) => number | null) =>
  Array.from({ length: count }, (_, n) => value(spreadEvenly(n + 1), n));

/** Inserts a model without files. */
export async function insertModel(
  superuser: Client,
  { version, stage, holdout = {} }: { version: string; stage: string; holdout?: object },
): Promise<void> {
  await insertRows(superuser, 'predictions.model_metadata', [
    {
      ...{ version, kind: 'scorecard', stage, onnx_key: version, onnx_sha256: 'a'.repeat(64), size_bytes: 1 },
      ...{ manifest: { metrics: { holdout } }, job_name: version, registered_at: new Date(), stage_reasons: [] },
      ...{ gates: [], stage_changed_at: new Date() },
    },
  ]);
}

export interface ScoredApplication {
  id: string;
  pd: number;
  features?: Row;
  band?: string;
}

/**
 * Inserts one score per application of a run.
 * @returns the prediction ids, in order
 */
export async function insertScores(
  superuser: Client,
  {
    run_id,
    as_of,
    model_version,
    at = new Date(),
  }: { run_id: string; as_of: string; model_version: string; at?: Date },
  scored: readonly ScoredApplication[],
): Promise<string[]> {
  const rows = scored.map(({ id, pd, features = {}, band = 'A' }) => ({
    ...{ prediction_id: crypto.randomUUID(), application_id: id, customer_id: `customer-of-${id}`, source: 'batch' },
    ...{ as_of, features_as_of: as_of, run_id, features, lineage: {}, model_version, model_sha256: 'x' },
    ...{ policy_version: '2026-11-01', pd, raw: pd, score: 600, band, decision: 'approve', decided_by: 'score' },
    ...{ reasons: [], lgd: 0.45, ead: 0, expected_loss: 0, requested_by: 'test', scored_at: at, stale: false },
  }));
  await insertRows(superuser, 'predictions.risk_scores', rows);
  return rows.map(({ prediction_id }) => prediction_id);
}

/** Inserts a published run with the outcomes of open applications. */
export async function publishOutcomes(
  superuser: Client,
  { run_id, as_of }: { run_id: string; as_of: string },
  outcomes: readonly { id: string; defaulted: boolean }[],
): Promise<void> {
  await insertRows(superuser, 'analytics.runs', [
    { run_id, as_of, execution_id: run_id, state: 'published', opened_at: as_of },
  ]);
  await insertRows(
    superuser,
    'staging.loan_applications',
    outcomes.map(({ id, defaulted }, i) => ({
      ...{ application_id: id, customer_id: `customer-of-${id}`, valid_from: as_of, applied_at: '2005-09-01' },
      ...{ amount: 1000, status: 'closed', defaulted, outcome_date: as_of, attributes: {}, source_line: i + 2 },
      ...{ loaded_at: as_of, run_id, source_file: 'outcomes.csv' },
    })),
  );
  await insertRows(superuser, 'analytics.publications', [{ run_id, as_of, published_at: new Date(), rows: 0 }]);
}

/** Reads the monitoring results that meet an SQL condition. */
export const readMonitoringResults = async (superuser: Client, where: string): Promise<MonitoringResult[]> =>
  (await superuser.query(`select * from analytics.monitoring_results where ${where}`)).rows;
