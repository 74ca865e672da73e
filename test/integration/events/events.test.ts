/**
 * Events for the lender's systems on a real database: written with what happened, published to every receiver in order,
 * and neither lost nor unsigned under 500 faults.
 */
import { KMSClient } from '@aws-sdk/client-kms';
import { Webhook } from 'standardwebhooks';
import { createSenderOpener } from '../../../lambdas/events/publisher/open-sender.ts';
import { publishEvents } from '../../../lambdas/events/publisher/publish-events.ts';
import { insertRows } from '../../../testing/database/rows.ts';
import { type EventReceiver, startReceiver } from '../../../testing/events/receiver.ts';
import {
  createUnreliableBus,
  createUnreliableDatabase,
  type Faults,
  fails,
} from '../../../testing/events/unreliable.ts';
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { insertModel, insertScores } from '../../../testing/lenders/monitoring-rows.ts';
import { createRandom } from '../../../testing/random.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const MODEL = '20260101T000000Z-aaaaaaaa';
const RUN = '00000000-0000-7000-8000-000000000001';
const BUS_ID = '00000000-0000-4000-8000-000000000001';
const LIMITS = { retry_hours: 72, keep_days: 30, budget_ms: 20_000 };
/** Long enough for an answer, short enough for a test of hanging. */
const TIMEOUT_MS = 250;

let harness: LambdaHarness;
let api: GovernedApi;
let days = 0;

beforeAll(async () => {
  harness = await startLambdaHarness();
  process.env.PRIVATE_ENDPOINTS = 'true';
  api = await startGovernedApi(harness);
  await insertModel(harness.db.superuser, { version: MODEL, stage: 'champion' });
});
afterAll(() => harness?.stop());

const query = async (sql: string, values: unknown[] = []) => (await harness.db.superuser.query(sql, values)).rows;

/** Stores a score of each application, as of another day each time. */
async function score(...applications: string[]): Promise<string[]> {
  days += 1;
  const as_of = new Date(Date.UTC(2026, 0, days)).toISOString().slice(0, 10);
  const run = { run_id: RUN, as_of, model_version: MODEL };
  return insertScores(
    harness.db.superuser,
    run,
    applications.map((id) => ({ id, pd: 0.1 })),
  );
}

async function createWebhook(url: string, types: string[] = []) {
  const { status, body } = await api.call('dee', 'POST', '/v1/webhooks', { body: { name: 'loan system', url, types } });
  expect([status, body]).toEqual([200, expect.objectContaining({ secret: expect.stringMatching(/^whsec_/) })]);
  return { id: body.webhook.webhook_id as string, secret: body.secret as string };
}
const change = (webhook_id: string, body: object) =>
  api.call('dee', 'POST', '/v1/webhooks/{webhook_id}', { path: { webhook_id }, body });
const readEndpoint = async (id: string) =>
  (await api.call('eve', 'GET', '/v1/webhooks')).body.webhooks.find(
    ({ webhook_id }: { webhook_id: string }) => webhook_id === id,
  );

const calm: Faults = { random: createRandom(1), rate: 0, count: 0 };
let bus = createUnreliableBus(calm);

function publish(faults: Faults = calm, toBus = bus) {
  const openSender = createSenderOpener({
    ...{ events: toBus.client, bus: 'risk-test', kms: new KMSClient({}), keyId: harness.ministack.keyArn },
    poster: { allowsPrivate: true, timeout_ms: TIMEOUT_MS },
  });
  const database = createUnreliableDatabase(harness.db.connect('risk_events'), faults);
  return publishEvents({ database, openSender }, LIMITS);
}

/** Lets retries, pauses and leases be over. */
const letTimePass = (hours = 0) =>
  harness.db.superuser.query(`
    update events.endpoints set resumes_at = case when resumes_at is not null then now() end, leased_until = null,
      failing_since = failing_since - interval '${hours} hours';
    update events.deliveries set next_at = now(), queued_at = queued_at - interval '${hours} hours'
    where state = 'waiting'`);

/** The parsed events that a receiver processed; each must have been signed with the secret. */
function readProcessed({ received }: EventReceiver, secret: string) {
  return received.flatMap(({ headers, body, isProcessed }) => {
    const event = new Webhook(secret).verify(body, headers) as { id: string; sequence: number };
    expect(event.id).toBe(headers['webhook-id']);
    return isProcessed ? [event as { id: string; sequence: number; type: string; data: Record<string, unknown> }] : [];
  });
}

/** Applications whose events went back in their order at a receiver. */
function findDisorder(events: { sequence: number; data: Record<string, unknown> }[]): unknown[] {
  const newest = new Map<unknown, number>();
  return events.flatMap(({ sequence, data: { application_id } }) => {
    const isLate = sequence < (newest.get(application_id) ?? 0);
    newest.set(application_id, Math.max(sequence, newest.get(application_id) ?? 0));
    return isLate ? [application_id] : [];
  });
}

test('an event is written with its decision or not at all, and says nothing about the person', async () => {
  await query('begin');
  await score('undone');
  await query('rollback');
  const [prediction_id] = await score('a1');
  await query(
    `insert into audit.events (actor, action, subject, detail) values
      ('ann', 'prediction.overridden', $1, '{"override_id": "o1", "decision": "decline", "reason": "Jane Doe is ill"}'),
      ('ann', 'policy.approved', '2026-11-01', '{"to": "approved", "why": "because", "authors": ["ann"]}'),
      ('ann', 'request.approved', 'r1', '{}')`,
    [prediction_id],
  );
  const rows = await query('select type, application, customer_id, data from events.outbox order by sequence');
  expect(rows).toEqual([
    {
      ...{ type: 'decision.made', application: 'a1', customer_id: 'customer-of-a1' },
      data: {
        ...{ prediction_id, application_id: 'a1', source: 'batch', decision: 'approve', score: 600, band: 'A' },
        ...{ override_id: null, override_decision: null, model_version: MODEL, policy_version: '2026-11-01' },
      },
    },
    {
      ...{ type: 'prediction.overridden', application: 'a1', customer_id: 'customer-of-a1' },
      data: { prediction_id, application_id: 'a1', override_id: 'o1', decision: 'decline' },
    },
    {
      ...{ type: 'policy.approved', application: null, customer_id: null },
      data: { policy_version: '2026-11-01', to: 'approved' },
    },
  ]);
});

test('events of a case, a notice and a contest say what they are about, and no words of a person', async () => {
  const [prediction_id = ''] = await score('s1');
  const about = { prediction_id, application: 's1', customer_id: 'customer-of-s1' };
  const id = (n: number) => `01900000-0000-7000-8000-00000000000${n}`;
  const hash = 'a'.repeat(64);
  await insertRows(harness.db.superuser, 'notices.notices', [
    {
      ...{ ...about, notice_id: id(1), kind: 'us', language: 'en', decision: 'decline', templates: [], content: {} },
      ...{ html_sha256: hash, pdf_sha256: hash, issued_by: 'ann', issued_at: new Date(), channel: 'event' },
      ...{ state: 'issued', attempts: 0 },
    },
  ]);
  await insertRows(harness.db.superuser, 'contests.contests', [
    {
      ...{ ...about, contest_id: id(2), notice_id: id(1), decision: 'decline', decided_at: new Date(), reasons: [] },
      ...{ language: 'en', token_sha256: hash, created_at: new Date(), expires_at: '2099-01-01' },
    },
  ]);
  const why = '{"why": "Jane Doe is ill", "reason_codes": ["x"], "assigned_to": "kim", "case_id": "k1"}';
  await query(
    `insert into audit.events (actor, action, subject, detail) values ('a', 'notice.issued', $1, $3),
      ('a', 'contest.opened', $2, $3), ('a', 'notice.sent', 'unknown', $3)`,
    [id(1), id(2), why],
  );
  const rows = await query(
    'select type, application, customer_id, data from events.outbox where subject = any ($1) order by sequence',
    [[id(1), id(2), 'unknown']],
  );
  const ids = { prediction_id, application_id: 's1', case_id: 'k1' };
  const person = { application: 's1', customer_id: 'customer-of-s1' };
  const notice = { kind: 'us', language: 'en', channel: 'event' };
  expect(rows).toEqual([
    { type: 'notice.issued', ...person, data: { ...ids, ...notice, notice_id: id(1) } },
    { type: 'contest.opened', ...person, data: { ...ids, contest_id: id(2) } },
    {
      type: 'notice.sent',
      application: null,
      customer_id: null,
      data: expect.objectContaining({ notice_id: 'unknown' }),
    },
  ]);
});

test('500 faults lose no event, leave none unsigned and keep the order of each application', async () => {
  const faults: Faults = { random: createRandom(17), rate: 0.25, count: 0 };
  const unreliableBus = createUnreliableBus(faults);
  const receivers = await Promise.all([startReceiver(), startReceiver()]);
  const webhooks = [
    await createWebhook(receivers[0]?.url ?? ''),
    await createWebhook(receivers[1]?.url ?? '', ['decision']),
  ];
  const kinds = ['lost', 'lost', 'reset', 'reset', 500, 429, 'redirect', 'lost', 'reset', 'hang'] as const;
  for (const receiver of receivers) {
    receiver.answer = () => (fails(faults) ? faults.random.pick(kinds) : 'ok');
  }
  const applications = Array.from({ length: 25 }, (_, i) => `f${i}`);
  let rounds = 0;
  while (faults.count < 500) {
    rounds += 1;
    if (rounds > 400) throw new Error(`only ${faults.count} faults in ${rounds} rounds`);
    // More events of the same applications while earlier ones wait.
    if (rounds <= 12) await score(...applications);
    // Two publishers at the same time, each of which a fault can end anywhere.
    await Promise.allSettled([publish(faults, unreliableBus), publish(faults, unreliableBus)]);
    await letTimePass();
    // As long as faults are missing, there is something to fail at.
    if (rounds > 12 && rounds % 3 === 0) await score(...applications.slice(0, 10));
  }
  faults.rate = 0;
  for (const receiver of receivers) receiver.answer = () => 'ok';
  await letTimePass();
  await publish(faults, unreliableBus);

  const expected =
    await query(`select event_id as id, type from events.outbox where occurred_at > now() - interval '1 day'
    and application like 'f%' order by position`);
  expect(expected.length).toBeGreaterThan(300);
  const ids = new Set(expected.map(({ id }) => id));
  for (const [i, receiver] of receivers.entries()) {
    const processed = readProcessed(receiver, webhooks[i]?.secret ?? '');
    const found = new Set(processed.map(({ id }) => id));
    expect([...ids].filter((id) => !found.has(id))).toEqual([]);
    expect(findDisorder(processed)).toEqual([]);
  }
  const onBus = unreliableBus.received.map((detail) => JSON.parse(detail));
  expect([...ids].filter((id) => !onBus.some((event) => event.id === id))).toEqual([]);
  expect(findDisorder(onBus)).toEqual([]);
  expect(receivers[1]?.received.filter(({ body }) => JSON.parse(body).type !== 'decision.made')).toEqual([]);
  expect(await query("select count(*)::int as open from events.deliveries where state <> 'sent'")).toEqual([
    { open: 0 },
  ]);
  for (const { id } of webhooks) await change(id, { enabled: false });
  await Promise.all(receivers.map((receiver) => receiver.stop()));
});

test('a receiver that answers 500 for a day loses nothing; after three days its events are dead and sent again', async () => {
  const receiver = await startReceiver();
  const { id, secret } = await createWebhook(receiver.url);
  receiver.answer = () => 500;
  await score('d1', 'd2');
  await score('d1');
  for (let hour = 0; hour < 24; hour += 2) {
    await publish();
    await letTimePass(2);
  }
  expect(await readEndpoint(id)).toMatchObject({ state: 'paused', waiting: 3, dead: 0, error: 'status-500' });
  // While it is paused, one event tries it each time, not all of them.
  expect(receiver.received.length).toBeLessThan(40);
  expect((await publish()).failing_webhooks).toBe(1);
  receiver.answer = () => 'ok';
  await letTimePass();
  await publish();
  expect(readProcessed(receiver, secret).map(({ data }) => data.application_id)).toEqual(['d1', 'd2', 'd1']);
  expect(await readEndpoint(id)).toMatchObject({ state: 'enabled', waiting: 0, error: 'status-500' });

  receiver.answer = () => 'redirect';
  await score('d3', 'd4', 'd5', 'd6', 'd7', 'd8', 'd9');
  await publish();
  await letTimePass(80);
  const report = await publish();
  expect([report.dead, await readEndpoint(id)]).toEqual([
    7,
    expect.objectContaining({ dead: 7, waiting: 0, error: 'redirect' }),
  ]);
  const dead = (await api.call('eve', 'GET', '/v1/events', { query: { state: 'dead', webhook_id: id } })).body.events;
  expect(dead).toHaveLength(7);
  receiver.answer = () => 'ok';
  const event_id = dead.at(-1).event_id;
  const resend = (body: object) =>
    api.call('dee', 'POST', '/v1/events/{event_id}/resend', { path: { event_id }, body });
  expect((await resend({ webhook_id: id })).body).toEqual({ queued: 1 });
  expect(
    (await api.call('dee', 'POST', '/v1/webhooks/{webhook_id}/resend', { path: { webhook_id: id } })).body,
  ).toEqual({ queued: 6 });
  await publish();
  expect((await publish()).dead).toBe(0);
  expect(new Set(readProcessed(receiver, secret).map(({ data }) => data.application_id)).size).toBe(9);
  expect((await resend({ webhook_id: id })).body).toEqual({ queued: 1 });
  await publish();
  expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(event_id);
  await change(id, { enabled: false });
  await receiver.stop();
});

test('a receiver that hangs holds no other, and the bus gets everything', async () => {
  const [slow, quick] = await Promise.all([startReceiver(), startReceiver()]);
  const ids = [await createWebhook(slow.url), await createWebhook(quick.url)];
  slow.answer = () => 'hang';
  bus = createUnreliableBus(calm);
  await score(...Array.from({ length: 30 }, (_, i) => `h${i}`));
  const started = Date.now();
  await publish();
  expect([bus.received.length, quick.received.length]).toEqual([30, 30]);
  expect(slow.received.length).toBeLessThanOrEqual(25);
  expect(Date.now() - started).toBeLessThan(TIMEOUT_MS * 10);
  expect(await readEndpoint(ids[0]?.id ?? '')).toMatchObject({ state: 'paused', error: 'timeout', waiting: 30 });
  for (const { id } of ids) await change(id, { enabled: false });
  await Promise.all([slow.stop(), quick.stop()]);
});

test('a rotated secret and the former one both sign until the overlap is over; another endpoint cannot open it', async () => {
  const receiver = await startReceiver();
  const { id, secret } = await createWebhook(receiver.url);
  const { body } = await change(id, { rotate_secret: true, overlap_hours: 1 });
  expect(body.webhook.former_secret_until).not.toBeNull();
  await score('r1');
  await publish();
  for (const each of [secret, body.secret]) expect(readProcessed(receiver, each)).toHaveLength(1);
  await query("update events.endpoints set former_until = now() - interval '1 second' where endpoint_id = $1", [id]);
  await score('r2');
  await publish();
  const last = receiver.received.at(-1) ?? { headers: {}, body: '' };
  expect(new Webhook(body.secret).verify(last.body, last.headers)).toMatchObject({ type: 'decision.made' });
  expect(() => new Webhook(secret).verify(last.body, last.headers)).toThrow('No matching signature');
  // A sealed secret of one endpoint in the row of another: nothing is sent.
  const other = await createWebhook(receiver.url);
  await query(
    'update events.endpoints set secret = (select secret from events.endpoints where endpoint_id = $1) where endpoint_id = $2',
    [id, other.id],
  );
  const before = receiver.received.length;
  await change(id, { enabled: false });
  await score('r3');
  await publish();
  expect(receiver.received.length).toBe(before);
  expect(await readEndpoint(other.id)).toMatchObject({ error: 'secret-unreadable', waiting: 1 });
  await change(other.id, { enabled: false });
  await receiver.stop();
});

test('a test goes to one receiver only; types filter; the bus is not changed', async () => {
  const [tested, filtered] = await Promise.all([startReceiver(), startReceiver()]);
  const first = await createWebhook(tested.url, ['policy']);
  const second = await createWebhook(filtered.url, ['policy.activated']);
  const { status, body } = await api.call('dee', 'POST', '/v1/webhooks/{webhook_id}/test', {
    path: { webhook_id: first.id },
  });
  await query("insert into audit.events (actor, action, subject) values ('ann', 'policy.retired', 'p9')");
  await query("insert into audit.events (actor, action, subject) values ('ann', 'policy.activated', 'p9')");
  await publish();
  const types = (receiver: EventReceiver) => receiver.received.map((request) => JSON.parse(request.body).type);
  expect([status, tested.received[0]?.headers['webhook-id']]).toEqual([200, body.event_id]);
  expect([types(tested), types(filtered)]).toEqual([
    ['webhook.test', 'policy.retired', 'policy.activated'],
    ['policy.activated'],
  ]);
  expect((await change(BUS_ID, { enabled: false })).body.type).toBe('urn:risk:problem:bus-unchangeable');
  await change(first.id, { enabled: false });
  const disabled = await api.call('dee', 'POST', '/v1/webhooks/{webhook_id}/test', { path: { webhook_id: first.id } });
  expect(disabled.body.type).toBe('urn:risk:problem:webhook-disabled');
  await change(second.id, { enabled: false });
  await Promise.all([tested.stop(), filtered.stop()]);
});

test('who reads and changes what; an administrator sees no application', async () => {
  const events = async (person: string, filters: Record<string, string> = {}) =>
    (await api.call(person, 'GET', '/v1/events', { query: filters })).body;
  const ofAuditor = await events('eve', { application: 'a1' });
  expect(ofAuditor.events.map(({ type }: { type: string }) => type)).toEqual([
    'prediction.overridden',
    'decision.made',
  ]);
  expect(ofAuditor.events[1]).toMatchObject({
    application: 'a1',
    data: { score: 600 },
    sendings: expect.arrayContaining([expect.objectContaining({ name: 'Event bus', state: 'sent' })]),
  });
  const page = await events('dee', { limit: '1', type: 'decision' });
  expect(page.events[0]).toMatchObject({ application: null, data: null });
  expect((await events('dee', { limit: '1', before: page.next_before })).events[0].event_id).not.toBe(
    page.events[0].event_id,
  );
  expect((await events('dee', { application: 'a1' })).type).toBe('urn:risk:problem:missing-role');
  expect((await events('ann')).type).toBe('urn:risk:problem:missing-role');
  const created = await api.call('eve', 'POST', '/v1/webhooks', { body: { name: 'x', url: 'https://a.example' } });
  expect(created.body.type).toBe('urn:risk:problem:missing-role');
  const actions = await query("select distinct action from audit.events where action like 'webhook.%' order by 1");
  expect(actions.map(({ action }) => action)).toEqual([
    ...['webhook.changed', 'webhook.created', 'webhook.resent', 'webhook.tested'],
  ]);
  // Neither an address nor a secret is in the audit.
  const [{ details }] = await query(
    "select string_agg(detail::text, ' ') as details from audit.events where action like 'webhook.%'",
  );
  expect(details).not.toMatch(/127\.0\.0\.1|whsec/);
});

test.each([
  'http://lender.example/events',
  'https://10.0.0.1/events',
  'https://169.254.169.254/latest',
  'https://[::ffff:127.0.0.1]/',
  'https://user:word@lender.example/',
  'https://localhost/',
  'not an address',
])('the address %s is refused by name, and nothing is stored', async (url) => {
  process.env.PRIVATE_ENDPOINTS = 'false';
  const count = 'select count(*)::int as n from events.endpoints';
  const before = await query(count);
  const { status, body } = await api.call('dee', 'POST', '/v1/webhooks', { body: { name: 'x', url } });
  process.env.PRIVATE_ENDPOINTS = 'true';
  expect([status, body.type]).toEqual([422, 'urn:risk:problem:unusable-address']);
  expect(await query(count)).toEqual(before);
});

test('old events go with their sendings, those that wait stay, and an erased person leaves none', async () => {
  await score('o1', 'o2');
  await publish();
  await query("update events.outbox set occurred_at = now() - interval '31 days' where application in ('o1', 'o2')");
  await query(
    "update events.deliveries set state = 'waiting', next_at = now() + interval '1 day' where ordering_key = 'o2'",
  );
  expect((await publish()).deleted).toBe(1);
  const kept = "select distinct ordering_key from events.deliveries where ordering_key in ('o1', 'o2')";
  expect(await query(kept)).toEqual([{ ordering_key: 'o2' }]);
  const erased = await harness.db
    .connect('risk_privacy')
    .execute("delete from events.outbox where customer_id = 'customer-of-o2'");
  expect([erased, await query(kept)]).toEqual([1, []]);
});
