/** What a person asks for, from its entry to its end: deadlines, states, refusals, and who sees whose id. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import {
  createPrivacyRequest,
  endPrivacyRequest,
  extendPrivacyRequest,
  listPrivacyRequests,
  type PrivacyDependencies,
  readPrivacyRequest,
  startPrivacyRequest,
} from '../../../lambdas/prediction-api/privacy/requests.ts';
import { recordCompletion, recordFailure } from '../../../lambdas/privacy/requests/record-end.ts';
import { OBJECT_PLACES } from '../../../lambdas/shared/privacy/object-places.ts';
import { listNamedObjects } from '../../../lambdas/shared/privacy/objects/named-objects.ts';
import type { VersionStore } from '../../../lambdas/shared/privacy/objects/object-versions.ts';
import { findRows } from '../../../lambdas/shared/privacy/rows/find-rows.ts';
import { TABLE_PLACES } from '../../../lambdas/shared/privacy/table-places.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

const ODD_ID = ` a'b"c;--\\,é😀/..%2e:{}[]\`$()`;
const WHY = 'By letter, passport seen.';

let db: MigratedDatabase;
let isWorkflowThere = true;
let dependencies: PrivacyDependencies;
beforeAll(async () => {
  db = await startMigratedDatabase();
  const database = db.connect('risk_privacy_api');
  const startWorkflow = async () => {
    if (!isWorkflowThere) throw new Error('no workflow');
  };
  dependencies = { database: () => database, readName: async () => null, startWorkflow };
});
afterAll(() => db?.stop());

const toInput = (role: 'privacy-officer' | 'auditor' = 'privacy-officer') => ({
  caller: {
    ...{ clientId: 'c', name: 'kim', isPerson: true, scopes: new Set<string>() },
    roles: new Set([role]),
  },
  ...{ params: {}, query: {}, headers: {}, body: undefined },
});
type NewRequest = Parameters<typeof createPrivacyRequest>[1]['body'];
const create = (body: Partial<NewRequest>) =>
  createPrivacyRequest(dependencies, {
    ...toInput(),
    body: { kind: 'access', customer_id: ODD_ID, why: WHY, ...body } as NewRequest,
  });
const start = (request_id: string) => startPrivacyRequest(dependencies, { ...toInput(), params: { request_id } });
const read = (request_id: string, role?: 'auditor') =>
  readPrivacyRequest(dependencies, { ...toInput(role), params: { request_id } });

test('a request is due a month after its receipt, and three at most', async () => {
  const received_at = new Date(Date.now() - 40 * 86_400_000).toISOString();
  const request = await create({ customer_id: 'c1', received_at });
  expect(request).toMatchObject({ state: 'open', customer_id: 'c1', is_overdue: true, requested_by: { id: 'kim' } });
  const { rows } = await db.superuser.query('select kind, subject, is_overdue from privacy.deadlines');
  expect(rows).toEqual([{ kind: 'access', subject: request.request_id, is_overdue: true }]);
  const extend = (days: number) =>
    extendPrivacyRequest(dependencies, {
      ...{ ...toInput(), params: { request_id: request.request_id } },
      body: { due_at: new Date(Date.parse(received_at) + days * 86_400_000).toISOString(), why: WHY },
    });
  await expect(extend(100)).rejects.toMatchObject({ status: 422, kind: 'deadline-out-of-range' });
  expect(await extend(80)).toMatchObject({ is_overdue: false, extended_why: WHY });
  await expect(create({ customer_id: 'c9', received_at: '2099-01-01T00:00:00.000Z' })).rejects.toMatchObject({
    kind: 'receipt-out-of-range',
  });
});

test('a person with every odd character in the id has one unfinished request of a kind', async () => {
  const request = await create({});
  expect(request.customer_id).toBe(ODD_ID);
  await expect(create({})).rejects.toMatchObject({ status: 409, kind: 'privacy-request-open' });
  expect(await create({ kind: 'objection' })).toMatchObject({ state: 'open' });
  const database = db.connect('risk_privacy');
  for (const place of TABLE_PLACES) {
    const rows = await findRows(database, place, { customer_id: ODD_ID, applications: [ODD_ID, `${ODD_ID}2`] });
    expect([place.table, rows.length]).toEqual([place.table, place.table === 'privacy.requests' ? 2 : 0]);
  }
});

test('a request that fails, or whose workflow does not start, is started again, and ends once', async () => {
  const { request_id } = await create({ customer_id: 'c2' });
  isWorkflowThere = false;
  await expect(start(request_id)).rejects.toThrow('no workflow');
  expect(await read(request_id)).toMatchObject({ state: 'failed', failure: 'the workflow did not start' });
  isWorkflowThere = true;
  expect(await start(request_id)).toMatchObject({ state: 'running', failure: null, can: ['extend'] });
  await expect(start(request_id)).rejects.toMatchObject({ status: 409, kind: 'privacy-request-over' });
  const worker = db.connect('risk_privacy');
  const handled = { request_id, execution_id: 'arn:e:1' };
  await recordFailure(worker, handled, 'DatabaseUnavailable');
  expect(await read(request_id)).toMatchObject({ state: 'failed', failure: 'DatabaseUnavailable' });
  await start(request_id);
  await recordCompletion(worker, handled, { tables: {} });
  await recordFailure(worker, handled, 'TooLate');
  expect(await read(request_id)).toMatchObject({ state: 'completed', result: { tables: {} }, can: ['download'] });
});

test('a refused request says why, and auditors see no id, value or reason of a person', async () => {
  const { request_id } = await create({ customer_id: 'c3', kind: 'restriction' });
  const body = { why: 'The person could not be identified.' };
  const ended = await endPrivacyRequest(dependencies, 'refused', { ...toInput(), params: { request_id }, body });
  expect(ended).toMatchObject({ state: 'refused', handled_why: body.why, can: [] });
  expect(await read(request_id, 'auditor')).toMatchObject({ customer_id: null, why: '', handled_why: null, can: [] });
  const { requests } = await listPrivacyRequests(dependencies, { ...toInput('auditor'), query: { limit: 50 } });
  expect(requests.length).toBeGreaterThan(3);
  expect(JSON.stringify(requests)).not.toMatch(/"c[123]"|😀|passport/);
});

test('an erasure takes the id out of everything that the person asked for', async () => {
  const { request_id } = await create({ customer_id: 'c4', kind: 'erasure', erase_scores: true });
  await create({ customer_id: 'c4' });
  await start(request_id);
  const worker = db.connect('risk_privacy');
  await worker.query('select privacy.forget_customer(:id)', { id: 'c4' });
  await recordCompletion(worker, { request_id, execution_id: 'arn:e:2' }, { keys: 1 });
  expect(await read(request_id)).toMatchObject({ state: 'completed', customer_id: null, result: { keys: 1 } });
  const { rows } = await db.superuser.query("select count(*)::int as n from privacy.requests where customer_id = 'c4'");
  expect(rows).toEqual([{ n: 0 }]);
  expect(await read(request_id)).toMatchObject({ why: 'The person was erased.' });
});

test('an application of the same id that another customer has is not found or erased', async () => {
  const own = v7();
  for (const [contest_id, customer_id] of [
    [own, 'c5'],
    [v7(), 'c6'],
  ]) {
    await db.superuser.query(
      `insert into contests.contests (contest_id, notice_id, application, customer_id, prediction_id, decision, decided_at,
         reasons, language, token_sha256, expires_at)
       values ($1, $1, 'a5', $2, $1, 'decline', now(), '[]', 'en', encode(sha256($3::bytea), 'hex'), now() + interval '1 day')`,
      [contest_id, customer_id, customer_id],
    );
  }
  const store = {
    async *list(_: string, key: string) {
      yield { key };
    },
  } as unknown as VersionStore;
  const places = { database: db.connect('risk_privacy'), store, buckets: { cases: 'cases' } };
  const named: string[] = [];
  const owner = { customer_id: 'c5', applications: ['a5'] };
  for await (const { version } of listNamedObjects(places, OBJECT_PLACES, owner)) named.push(version.key);
  expect(named).toEqual([`contests/${own}/`]);
});

test('every step is in the audit, without the id of the customer', async () => {
  const { rows } = await db.superuser.query(
    "select distinct action from audit.events where action like 'privacy.%' order by action",
  );
  expect(rows.map(({ action }) => action)).toEqual([
    'privacy.completed',
    'privacy.extended',
    'privacy.refused',
    'privacy.requested',
  ]);
  const { rows: events } = await db.superuser.query("select * from audit.events where action like 'privacy.%'");
  expect(JSON.stringify(events)).not.toMatch(/"c[1234]"|😀/);
});
