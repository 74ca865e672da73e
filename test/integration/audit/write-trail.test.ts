/** Every row reaches the audit trail exactly once: in order, late, interrupted, and with two writers at a time. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { listSequences, readEntry, readRecords } from '../../../lambdas/shared/audit/trail-store.ts';
import type { ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { type AuditHarness, startAuditHarness, storeScore } from '../../../testing/audit/audit-harness.ts';

let harness: AuditHarness;
let api: pg.Client;
let etl: pg.Client;
beforeAll(async () => {
  harness = await startAuditHarness();
  api = await harness.connect('risk_api_score');
  etl = await harness.connect('risk_etl');
  await harness.write();
});
afterAll(() => harness?.stop());

/** Ids of all recorded rows of a kind, in order. */
async function readIds(field: string): Promise<string[]> {
  const ids: string[] = [];
  for (const sequence of await listSequences(harness.location)) {
    const stored = await readEntry(harness.location, sequence);
    if (!stored || !('records' in stored.entry)) continue;
    for await (const record of readRecords(harness.location, stored.entry)) {
      const id = JSON.parse(record)[field];
      if (id !== undefined) ids.push(id);
    }
  }
  return ids;
}

const countScores = async () =>
  Number((await harness.db.superuser.query('select count(*) from predictions.risk_scores')).rows[0].count);

test('scores of the API and of the daily workflow are recorded once, without a person', async () => {
  const ids = [await storeScore(api, 'risk_api_score', { customer: 'jane-4711' }), await storeScore(etl, 'risk_etl')];
  const written = await harness.write();
  expect(written).toMatchObject({ rows: 2, entries: 1, restored: false, delay_seconds: 0 });
  expect(await harness.write()).toMatchObject({ rows: 0, entries: 0 });
  const stored = await readEntry(harness.location, written.sequence);
  if (!stored || !('records' in stored.entry)) throw new Error('no records');
  const object = await harness.location.store.getStream(harness.location.bucket, stored.entry.records.key);
  const text = gunzipSync(Buffer.concat(await object.toArray())).toString();
  const records = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.map(({ prediction_id }) => prediction_id).sort()).toEqual(ids.sort());
  expect(records[0]).toMatchObject({ decision: 'approve', pd: 0.125, score: 600, policy_version: '2026-11-23' });
  expect(text).not.toMatch(/jane-4711|income|tests/);
  expect(await harness.verify()).toMatchObject({ findings: [], notes: [] });
});

test('a transaction that commits late is recorded, and what committed before it waits', async () => {
  await etl.query('begin');
  const late = await storeScore(etl, 'risk_etl');
  const early = await storeScore(api, 'risk_api_score');
  expect(await harness.write()).toMatchObject({ rows: 0 });
  await etl.query('commit');
  expect(await harness.write()).toMatchObject({ rows: 2 });
  const ids = await readIds('prediction_id');
  expect(ids).toEqual(expect.arrayContaining([late, early]));
});

test('a row that waits is reported as a delay', async () => {
  await etl.query('begin');
  await storeScore(etl, 'risk_etl');
  await storeScore(api, 'risk_api_score');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await harness.write()).delay_seconds).toBeGreaterThanOrEqual(1);
  await etl.query('rollback');
  expect((await harness.write()).delay_seconds).toBe(0);
});

test('many rows are divided into entries, and two writers at a time record each of them once', async () => {
  for (let n = 0; n < 40; n += 1) await storeScore(n % 2 ? api : etl, n % 2 ? 'risk_api_score' : 'risk_etl');
  await Promise.all([harness.write({ maxRows: 5 }), harness.write({ maxRows: 5 }), harness.write({ maxRows: 5 })]);
  const ids = await readIds('prediction_id');
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(await countScores());
  expect(await harness.verify()).toMatchObject({ findings: [] });
});

/** A store that dies at the nth write of the audit bucket. */
function failAt(write: number, isWritten: boolean): ObjectStore {
  let writes = 0;
  const { store } = harness.location;
  return {
    ...store,
    async putOnce(bucket, key, bytes) {
      writes += 1;
      if (writes !== write) return store.putOnce(bucket, key, bytes);
      if (isWritten) await store.putOnce(bucket, key, bytes);
      throw new Error('died');
    },
  };
}

test.each([
  ['before its records', 1, false],
  ['after its records', 1, true],
  ['before its entry', 2, false],
  ['after its entry', 2, true],
])('a call that dies %s loses nothing and writes nothing twice', async (_, write, isWritten) => {
  await storeScore(api, 'risk_api_score');
  const location = { ...harness.location, store: failAt(write, isWritten) };
  await expect(harness.write({ location })).rejects.toThrow('died');
  await harness.write();
  const ids = await readIds('prediction_id');
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(await countScores());
  expect(await harness.verify()).toMatchObject({ findings: [] });
});

test('a call ends at its deadline, and the next one continues', async () => {
  await storeScore(api, 'risk_api_score');
  expect(await harness.write({ deadline: Date.now() })).toMatchObject({ entries: 0 });
  expect(await harness.write()).toMatchObject({ rows: 1 });
});
