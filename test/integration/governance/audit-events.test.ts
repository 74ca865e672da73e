/** GET /v1/audit-events: who did what, when, to which version; filtered, in pages, and for auditors only. */
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let api: GovernedApi;

beforeAll(async () => {
  harness = await startLambdaHarness();
  api = await startGovernedApi(harness);
  const write = (role: string, actor: string, action: string, subject: string) =>
    harness.db
      .connect(role)
      .execute(`insert into audit.events (actor, action, subject, detail) values ('${actor}', '${action}', '${subject}',
        '{"from": "a", "to": "b", "why": "a test"}')`);
  await write('risk_training', 'job:risk-training-1', 'model.registered', 'v1');
  await write('risk_api_read', 'eve@bank.example', 'prediction.overridden', 'p1');
  await write('risk_training', 'arn:aws:sts::1:assumed-role/Risk/bo@bank.example', 'model.stage_changed', 'v1');
  await harness.db.superuser.query(
    `insert into audit.events (at, actor, action, subject) values ('2026-10-31T23:59:59Z', 'migration', 'policy.created', '2026-10-31')`,
  );
});
afterAll(() => harness?.stop());

const list = async (query: Record<string, string> = {}, person = 'eve') =>
  (await api.call(person, 'GET', '/v1/audit-events', { query })).body;
const listSubjects = async (query: Record<string, string>) =>
  (await list(query)).events.map(({ action, subject }: { action: string; subject: string }) => `${action} ${subject}`);

test('an auditor reads who did what, newest first, with names of people only', async () => {
  const { events, next_before } = await list();
  expect(next_before).toBeNull();
  expect(events).toMatchObject([
    { action: 'policy.created', actor: { id: 'migration', name: null } },
    {
      ...{ action: 'model.stage_changed', subject: 'v1', role: 'risk_training', trail_entry: null },
      actor: { id: 'arn:aws:sts::1:assumed-role/Risk/bo@bank.example', name: null },
      detail: { from: 'a', to: 'b', why: 'a test' },
    },
    { action: 'prediction.overridden', actor: { id: 'eve@bank.example', name: 'EVE@BANK.EXAMPLE' } },
    { action: 'model.registered', actor: { id: 'job:risk-training-1', name: null } },
  ]);
});

test.each([
  [{ action: 'model' }, ['model.stage_changed v1', 'model.registered v1']],
  [{ action: 'model.registered' }, ['model.registered v1']],
  [{ actor: 'eve@bank.example' }, ['prediction.overridden p1']],
  [{ subject: 'v1', action: 'model.stage_changed' }, ['model.stage_changed v1']],
  [{ to: '2026-10-31' }, ['policy.created 2026-10-31']],
  [{ to: '2026-10-30' }, []],
  [{ from: '2026-11-01', subject: '2026-10-31' }, []],
])('%j finds its events', async (query, found) => {
  expect(await listSubjects(query as Record<string, string>)).toEqual(found);
});

test('a list goes on where its page ended, also when events are written meanwhile', async () => {
  const first = await list({ limit: '2' });
  await harness.db
    .connect('risk_training')
    .execute("insert into audit.events (actor, action, subject) values ('job', 'model.registered', 'v2')");
  const second = await list({ limit: '2', before: first.next_before });
  expect([...first.events, ...second.events].map(({ subject }: { subject: string }) => subject)).toEqual([
    ...['2026-10-31', 'v1', 'p1', 'v1'],
  ]);
  expect(second.next_before).toBeNull();
});

test.each(['ann', 'bo', 'dee'])('%s, who is no auditor, reads none', async (person) => {
  const { status, body } = await api.call(person, 'GET', '/v1/audit-events');
  expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
});

const REFUSED: Record<string, string>[] = [
  ...[{ before: '0' }, { before: '1; drop table' }, { from: 'yesterday' }],
  ...[{ limit: '101' }, { unknown: 'x' }],
];

test.each(REFUSED)('%j is refused', async (query) => {
  expect((await api.call('eve', 'GET', '/v1/audit-events', { query })).status).toBe(400);
});
