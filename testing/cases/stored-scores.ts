/** Stores scores of delivered applications as a night does, for tests of what scores open. */
import type { Client } from 'pg';
import { v7 } from 'uuid';
import { insertRows } from '../database/rows.ts';
import { SEED_VERSION } from '../policies/seed-policies.ts';

export interface StoredScore {
  application_id: string | null;
  customer_id: string | null;
  decision: 'approve' | 'refer' | 'decline';
  pd?: number;
  ead?: number;
  decided_by?: string;
  policy_version?: string;
  requested_by?: string;
  override_id?: string | null;
  features?: Record<string, unknown>;
  reasons?: { feature: string }[];
}

/** Registers the model that the scores name. */
export async function storeModel(superuser: Client): Promise<void> {
  await superuser.query(
    `insert into predictions.model_metadata
       (version, kind, stage, onnx_key, onnx_sha256, size_bytes, manifest, job_name)
     values ('cases-model', 'xgboost', 'champion', 'key', 'hash', 1, '{}', 'cases-job') on conflict do nothing`,
  );
}

/** Stores the scores with one statement. Returns their ids. */
export async function storeScores(superuser: Client, scores: readonly StoredScore[]): Promise<string[]> {
  const rows = scores.map((score) => ({
    ...{ prediction_id: v7(), source: score.application_id === null ? 'api' : 'batch', run_id: null },
    ...{ as_of: '2026-11-01', features_as_of: '2026-11-01', features: {}, lineage: {}, reasons: [], raw: 0 },
    ...{ model_version: 'cases-model', model_sha256: 'hash', policy_version: SEED_VERSION, decided_by: 'score' },
    ...{ score: 600, band: 'C', lgd: 0.45, expected_loss: 10, requested_by: 'scoring/1', pd: 0.2, ead: 1000 },
    ...{ scored_at: new Date().toISOString(), override_id: null },
    ...score,
  }));
  await insertRows(superuser, 'predictions.risk_scores', rows);
  return rows.map(({ prediction_id }) => prediction_id);
}
