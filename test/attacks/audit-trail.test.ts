/**
 * Attack: whoever has taken over the daily workflow, the API or the operator's erasure tries to change what the audit
 * trail records, or to keep a decision out of it. Credentials: the database roles of these functions.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { type AuditHarness, startAuditHarness, storeScore } from '../../testing/audit/audit-harness.ts';
import { GENERATED_MODEL } from '../../testing/lenders/generated-scores.ts';

let harness: AuditHarness;
let prediction: string;
const clients: Record<string, pg.Client> = {};

beforeAll(async () => {
  harness = await startAuditHarness();
  for (const role of ['risk_etl', 'risk_api_score', 'risk_api_read', 'risk_training', 'risk_privacy', 'risk_audit']) {
    clients[role] = await harness.connect(role);
  }
  prediction = await storeScore(clients.risk_api_score as pg.Client, 'risk_api_score');
  await harness.write();
});
afterAll(() => harness?.stop());

const run = (role: string, sql: string) => (clients[role] as pg.Client).query(sql);

const COLUMNS = `prediction_id, source, as_of, features, lineage, model_version, model_sha256, policy_version, pd, raw, score,
  band, decision, decided_by, lgd, ead, expected_loss, requested_by`;
const values = (
  source: string,
) => `gen_random_uuid(), '${source}', now(), '{}', '{}', '${GENERATED_MODEL}', '', '', 0, 0, 600,
  'A', 'approve', 'score', 0, 0, 0, 'thief'`;

test.each([
  ['risk_etl', 'batch'],
  ['risk_api_score', 'api'],
])('%s stores no score outside the order of transactions', async (role, source) => {
  const insert = (column: string, value: string) =>
    run(role, `insert into predictions.risk_scores (${COLUMNS}, ${column}) values (${values(source)}, ${value})`);
  await expect(insert('transaction_id', '1')).rejects.toThrow(/permission denied/);
  await expect(insert('transaction_id', 'null')).rejects.toThrow(/permission denied/);
  await expect(insert('scored_at', "'2020-01-01'")).rejects.toThrow(/permission denied/);
});

test.each([
  "insert into audit.entries (entry_id, sequence, kind) values (gen_random_uuid(), 1, 'decisions')",
  "insert into audit.heads (sequence, entry_id, sha256) values (99, gen_random_uuid(), repeat('0', 64))",
  "insert into audit.deletions (relation, row_id) values ('predictions.risk_scores', 'x')",
  'insert into audit.watermarks values (9999999, now(), 9999999)',
  'select audit.take_watermark()',
  "select audit.record_policy('2020-01-01', repeat('0', 64))",
  "select * from audit.list_records('decisions', 0, 9999999, '-infinity', 'infinity')",
  'alter table predictions.risk_scores disable trigger record_deletion',
  'delete from audit.entries',
])('no role but the writer’s can run: %s', async (sql) => {
  for (const role of Object.keys(clients).filter((name) => name !== 'risk_audit')) {
    await expect(run(role, sql)).rejects.toThrow(/permission denied|must be owner/);
  }
});

test('the writer’s role changes nothing that is recorded, nor its own book', async () => {
  for (const sql of [
    `update predictions.risk_scores set decision = 'decline' where prediction_id = '${prediction}'`,
    `delete from predictions.risk_scores where prediction_id = '${prediction}'`,
    'delete from audit.heads',
    "update audit.entries set kind = 'opened'",
    'delete from audit.watermarks',
    'delete from audit.deletions',
    `insert into audit.events (actor, action, subject) values ('x', 'model.stage_changed', '${randomUUID()}')`,
  ]) {
    await expect(run('risk_audit', sql)).rejects.toThrow(/permission denied/);
  }
});

test('whoever erases scores leaves the deletion of each, in the name of the role', async () => {
  await run('risk_privacy', `delete from predictions.risk_scores where prediction_id = '${prediction}'`);
  const { rows } = await harness.db.superuser.query('select relation, row_id, role from audit.deletions');
  expect(rows).toEqual([{ relation: 'predictions.risk_scores', row_id: prediction, role: 'risk_privacy' }]);
  await harness.write();
  expect(await harness.verify()).toMatchObject({ findings: [] });
});
