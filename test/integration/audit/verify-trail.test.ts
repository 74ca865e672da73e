/** Verification finds and names what was changed in rows, objects and chain; erasure and restore leave the chain valid. */
import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { checkAuditTrail } from '../../../lambdas/recovery/checks/check-audit-trail.ts';
import { findDecision } from '../../../lambdas/shared/audit/find-decision.ts';
import type { RecordEntry } from '../../../lambdas/shared/audit/trail-entry.ts';
import { listSequences, readEntry } from '../../../lambdas/shared/audit/trail-store.ts';
import { auditChainKey } from '../../../lambdas/shared/object-keys.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { type AuditHarness, startAuditHarness, storeScore, TEST_LOCK } from '../../../testing/audit/audit-harness.ts';

let harness: AuditHarness;
let api: pg.Client;
let [first, second] = ['', ''];
beforeAll(async () => {
  harness = await startAuditHarness();
  api = await harness.connect('risk_api_score');
});
afterAll(() => harness?.stop());

/** A trail of its own with two decisions in two entries. */
beforeEach(async () => {
  await asSuperuser('truncate predictions.risk_scores, audit.heads, audit.entries, audit.deletions cascade');
  await harness.openBucket();
  first = await storeScore(api, 'risk_api_score', { customer: 'first' });
  await harness.write();
  second = await storeScore(api, 'risk_api_score', { customer: 'second' });
  await harness.write();
  expect(await harness.verify()).toMatchObject({ findings: [], notes: [] });
});

/** As an administrator who disables what protects the rows. */
async function asSuperuser(sql: string): Promise<void> {
  const { superuser } = harness.db;
  await superuser.query("set session_replication_role = 'replica'");
  await superuser.query(sql);
  await superuser.query("set session_replication_role = 'origin'");
}

async function findRecords(kind: string): Promise<RecordEntry[]> {
  const entries: RecordEntry[] = [];
  for (const sequence of await listSequences(harness.location)) {
    const entry = (await readEntry(harness.location, sequence))?.entry;
    if (entry?.kind === kind && 'records' in entry) entries.push(entry);
  }
  return entries;
}

/** The check that a recovery makes of a restored database. */
const checkAsRecovery = () => checkAuditTrail({ ...harness, lock: TEST_LOCK }, new Date().toISOString());

const listFindings = async () =>
  (await harness.verify()).findings.map(({ problem, message }) => `${problem}: ${message}`);

describe('a row', () => {
  test('that was changed is named with the field', async () => {
    await asSuperuser(`update predictions.risk_scores set decision = 'decline' where prediction_id = '${second}'`);
    expect(await listFindings()).toEqual([
      expect.stringMatching(new RegExp(`^changed_row: decision ${second} .* decision, evidence_sha256$`)),
    ]);
    expect(await checkAsRecovery()).toMatchObject({ passed: false, detail: expect.stringContaining(second) });
  });

  test.each(['features', 'customer_id', 'requested_by', 'reasons'])('whose %s was changed is found', async (column) => {
    const value = column === 'features' || column === 'reasons' ? `'["changed"]'` : `'changed'`;
    await asSuperuser(`update predictions.risk_scores set ${column} = ${value} where prediction_id = '${first}'`);
    expect(await listFindings()).toEqual([expect.stringMatching(new RegExp(`^changed_row: decision ${first}`))]);
  });

  test('that was deleted past its trigger is named', async () => {
    await asSuperuser(`delete from predictions.risk_scores where prediction_id = '${first}'`);
    expect(await listFindings()).toEqual([
      expect.stringMatching(new RegExp(`^missing_row: decision ${first} .*no deletion`)),
    ]);
  });

  test.each([
    ['with the transaction of a recorded one', 'transaction_id, scored_at'],
    ['with a time before the trail', "transaction_id, now() - interval '30 days'"],
  ])('that was added %s is named', async (_, values) => {
    const id = randomUUID();
    await asSuperuser(`insert into predictions.risk_scores (prediction_id, transaction_id, scored_at, source, as_of, features,
      lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, lgd, ead,
      expected_loss, requested_by)
      select '${id}', ${values}, source, as_of, features, lineage, model_version, model_sha256, policy_version, pd, raw,
      score, band, decision, decided_by, lgd, ead, expected_loss, requested_by
      from predictions.risk_scores where prediction_id = '${first}'`);
    expect((await listFindings()).some((line) => line.startsWith('unrecorded_row') && line.includes(id))).toBe(true);
  });
});

describe('an object', () => {
  test('with other records is named, and its rows are not compared', async () => {
    const [entry] = await findRecords('decisions');
    const key = entry?.records.key ?? '';
    const { store, bucket } = harness.location;
    const text = gunzipSync(Buffer.concat(await (await store.getStream(bucket, key)).toArray())).toString();
    const forged = gzipSync(text.replace('approve', 'decline'));
    await harness.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: forged }));
    expect(await listFindings()).toEqual([`changed_object: ${key} is not what entry ${entry?.sequence} names`]);
  });

  test('that is hidden by a delete marker is named', async () => {
    const [entry] = await findRecords('decisions');
    await harness.s3.send(new DeleteObjectCommand({ Bucket: harness.location.bucket, Key: entry?.records.key }));
    expect(await listFindings()).toEqual([`missing_object: ${entry?.records.key} is missing`]);
  });

  test('without its lock is named', async () => {
    const result = await harness.verify(undefined, { mode: 'compliance', days: 2557 });
    expect(result.findings[0]).toMatchObject({ problem: 'unlocked_object' });
    expect(result.findings[0]?.message).toMatch(/instead of in compliance mode for 2,557 days$/);
  });

  test('cannot be deleted for good', async () => {
    const { bucket, store } = harness.location;
    const { versionId } = await store.head(bucket, auditChainKey(1));
    const removal = new DeleteObjectCommand({ Bucket: bucket, Key: auditChainKey(1), VersionId: versionId });
    await expect(harness.s3.send(removal)).rejects.toThrow(/Access Denied|WORM/);
  });
});

describe('the chain', () => {
  test('without one entry is reported, and nothing is written', async () => {
    const last = (await listSequences(harness.location)).at(-1) ?? 0;
    await harness.s3.send(new DeleteObjectCommand({ Bucket: harness.location.bucket, Key: auditChainKey(last) }));
    expect(await listFindings()).toEqual([`missing_object: ${auditChainKey(last)} is missing`]);
    await expect(harness.write()).rejects.toMatchObject({ name: 'BrokenTrail' });
  });

  test('with a forged entry is reported by the link and by the database, and nothing is written', async () => {
    const stored = await readEntry(harness.location, 1);
    const Body = JSON.stringify({ ...stored?.entry, written_at: '2026-01-01T00:00:00.000Z' });
    await harness.s3.send(new PutObjectCommand({ Bucket: harness.location.bucket, Key: auditChainKey(1), Body }));
    expect((await listFindings())[0]).toBe(`changed_object: ${auditChainKey(1)} is not what was written`);
    await asSuperuser('delete from audit.heads where sequence = 1');
    expect((await listFindings())[0]).toBe(`broken_chain: ${auditChainKey(2)} does not follow the entry before it`);
  });

  test('continues in a new bucket, whose first entry says so', async () => {
    const known = await harness.verify();
    await harness.openBucket();
    await harness.write();
    const opened = await readEntry(harness.location, (known.head?.sequence ?? 0) + 1);
    expect(opened?.entry).toMatchObject({ kind: 'opened', previous_sha256: known.head?.sha256 });
  });
});

test('erasing a customer leaves the chain valid, and the deletion is recorded', async () => {
  await harness.db.connect('risk_privacy').query(readSqlFile('privacy/erase_scores.sql'), { customer_id: 'first' });
  expect(await harness.verify()).toMatchObject({ findings: [] });
  await harness.write();
  expect(await harness.verify()).toMatchObject({ findings: [], notes: [] });
  const { rows } = await harness.db.superuser.query('select relation, row_id, role from audit.deletions');
  expect(rows).toEqual([{ relation: 'predictions.risk_scores', row_id: first, role: 'risk_privacy' }]);
  expect(await findRecords('deletions')).toMatchObject([{ records: { rows: 1 } }]);
});

test('a restored database is reported with its lost decisions, and the trail goes on', async () => {
  // What a restore to the time before the second decision takes away.
  await asSuperuser(`
    delete from predictions.risk_scores where prediction_id = '${second}';
    delete from audit.heads where sequence = (select max(sequence) from audit.heads);
    delete from audit.entries where sequence = (select max(sequence) from audit.entries)`);
  const before = await harness.verify();
  expect(before.findings).toMatchObject([{ problem: 'lost_entries' }]);
  expect(before.notes).toEqual([expect.stringContaining(`lost in a restore: decision ${second}`)]);

  expect(await checkAsRecovery()).toMatchObject({ passed: true, detail: expect.stringContaining('does not know') });

  const third = await storeScore(api, 'risk_api_score');
  expect(await harness.write()).toMatchObject({ restored: true, rows: 1 });
  expect(await harness.write()).toMatchObject({ restored: false, rows: 0 });
  const after = await harness.verify();
  expect(after.findings).toEqual([]);
  expect(after.notes).toEqual([
    expect.stringContaining(`decision ${second}`),
    expect.stringContaining('the database was restored'),
  ]);
  expect((await findDecision(harness, third))?.database).toBe('same');
  expect((await findDecision(harness, second))?.database).toBe('missing');
});

test('the record of one decision is found and proved', async () => {
  const found = await findDecision(harness, first);
  expect(found).toMatchObject({
    record: { prediction_id: first, decision: 'approve' },
    ...{ is_object_intact: true, database: 'same', following: { is_chain_intact: true } },
  });
  expect(await findDecision(harness, randomUUID())).toBeUndefined();
});

test('rows and objects before a day are not read again', async () => {
  await asSuperuser(`delete from predictions.risk_scores where prediction_id = '${first}'`);
  expect(await harness.verify('2100-01-01')).toMatchObject({ findings: [], records: 0 });
});

test('earlier decisions, overrides, events and policies are recorded too', async () => {
  await asSuperuser('alter table predictions.risk_scores drop constraint risk_scores_transaction_check');
  const earlier = await storeScore(api, 'risk_api_score');
  await asSuperuser(`update predictions.risk_scores set transaction_id = null, scored_at = '2026-01-01'
    where prediction_id = '${earlier}'`);
  await harness.db.superuser.query(
    `insert into predictions.overrides (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
     values (gen_random_uuid(), $1, 'decline', 'approve', 'Jane said so', 'reviewer-1', 'people')`,
    [first],
  );
  await asSuperuser(`insert into policies.assignments (previous_id, effective_from, default_version, assigned_by)
    values (1, now(), '2026-11-01', 'approver-1')`);
  await harness.write();
  expect(await findRecords('earlier_decisions')).toMatchObject([{ records: { rows: 1 } }]);
  expect(await findRecords('overrides')).toMatchObject([{ records: { rows: 1 } }]);
  const events = await findRecords('events');
  const object = await harness.location.store.getStream(harness.location.bucket, events.at(-1)?.records.key ?? '');
  const text = gunzipSync(Buffer.concat(await object.toArray())).toString();
  expect(text).toMatch(/"action": "policy.activated".*"subject": "2026-11-01"/);
  expect(text).toMatch(/"action": "policy.retired".*"subject": "2026-11-23"/);
  expect(await harness.verify()).toMatchObject({ findings: [] });
  expect((await findDecision(harness, earlier))?.database).toBe('same');
});
