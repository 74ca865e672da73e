/** Proposes and approves experiments in the database, as the API does, and fills their arms with scores. */
import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { type Database, json, uuid } from '../../lambdas/shared/aws/database.ts';
import type { ExperimentDefinition } from '../../lambdas/shared/experiments/definition.ts';
import { insertRows, type Row } from '../database/rows.ts';
import { insertModel } from '../lenders/monitoring-rows.ts';

export const CHAMPION = '20260101T000000Z-aaaaaaaa';
export const CHALLENGER = '20260102T000000Z-bbbbbbbb';

export async function insertModels(superuser: Client): Promise<void> {
  await insertModel(superuser, { version: CHAMPION, stage: 'champion' });
  await insertModel(superuser, { version: CHALLENGER, stage: 'challenger' });
}

/** Inserts a version of a policy, written by Anna. @returns its hash */
export async function insertPolicy(superuser: Client, version: string, state: string): Promise<string> {
  const document = JSON.stringify({ version });
  const sha256 = createHash('sha256').update(document).digest('hex');
  await insertRows(superuser, 'policies.versions', [
    {
      ...{ version, document, sha256, state, revision: 1, authors: ['anna'], created_by: 'anna', changed_by: 'anna' },
      ...{ created_at: new Date(), changed_at: new Date() },
    },
  ]);
  return sha256;
}

export interface Proposal {
  experiment_id: string;
  definition: ExperimentDefinition;
  /** Hash by version, of every policy that the arms name. */
  policies?: Record<string, string>;
  writtenBy?: string[];
}

/** Anna proposes. @returns the request's id */
export async function proposeExperiment(
  database: Database,
  { experiment_id, definition, policies = {}, writtenBy = ['anna'] }: Proposal,
): Promise<string> {
  const id = crypto.randomUUID();
  await database.query(
    `select request_id from governance.propose(:id, 'experiment', :subject, cast(:content as jsonb), 'To find it out.', 'anna', 14,
       array(select jsonb_array_elements_text(cast(:authors as jsonb))))`,
    { id: uuid(id), subject: experiment_id, content: json({ ...definition, policies }), authors: json(writtenBy) },
  );
  return id;
}

export const decideRequest = (database: Database, id: string, by = 'ben', decision = 'approve') =>
  database.query<{ state: string }>(`select state from governance.decide(:id, :decision, :by, 'I agree with it.')`, {
    ...{ id: uuid(id), decision, by },
  });

/** Scores of an arm: one per customer, unless rows say otherwise. */
export async function insertArmScores(
  superuser: Client,
  { experiment_id, arm, scored_at }: { experiment_id: string; arm: string; scored_at: string },
  rows: readonly Row[],
): Promise<void> {
  const scores = rows.map((row) => ({
    ...{ prediction_id: crypto.randomUUID(), source: 'api', as_of: '2005-10-01', features_as_of: '2005-10-01' },
    ...{ run_id: null, features: {}, lineage: {}, model_version: CHAMPION, model_sha256: 'x', pd: 0.05, raw: 0.05 },
    ...{ policy_version: '2026-11-23', score: 600, band: 'A', decision: 'approve', decided_by: 'score', reasons: [] },
    ...{ lgd: 0.45, ead: 1000, expected_loss: 22.5, requested_by: 'test', client_id: 'test', stale: false },
    ...{ expected_return: null, scored_at, experiment_id, arm, transaction_id: 1 },
    ...row,
  }));
  await insertRows(superuser, 'predictions.risk_scores', scores);
}
