/** Changes of the champion and of the gates through the API: proposed, approved, applied by the worker, and refused. */
import { randomUUID } from 'node:crypto';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { watchRequests } from '../../../lambdas/audit/watch-requests.ts';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { LifecycleChange } from '../../../lambdas/training/contract/lifecycle.ts';
import { changeLifecycleStage } from '../../../lambdas/training/registry/change-lifecycle-stage.ts';
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { buildTinyModel } from '../../../testing/models/tiny-model.ts';
import { type LambdaHarness, MODEL_BUCKET, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let api: GovernedApi;
let stateMachineArn = '';
/** Of three champions, the oldest first; the last one decides. */
let versions: string[];

beforeAll(async () => {
  harness = await startLambdaHarness();
  api = await startGovernedApi(harness);
  const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Pass', End: true } } });
  const roleArn = 'arn:aws:iam::000000000000:role/none';
  const created = await new SFNClient({}).send(
    new CreateStateMachineCommand({ name: 'lifecycle', definition, roleArn }),
  );
  stateMachineArn = created.stateMachineArn ?? '';
  const tiny = (weight: number) => buildTinyModel({ num: { amount: { median: 0, weight } }, cat: {}, intercept: -3 });
  const models = [await tiny(0.0001), await tiny(0.0002), await tiny(0.0003)];
  versions = models.map(({ reference }) => reference.version);
  for (const [n, model] of models.entries()) {
    await harness.promote(model);
    await harness.db.superuser.query('update predictions.model_metadata set promoted_at = $1 where version = $2', [
      ...[`2026-0${n + 1}-01`, model.reference.version],
    ]);
  }
});
afterAll(() => harness?.stop());
beforeEach(() => {
  process.env.MODEL_LIFECYCLE_ARN = stateMachineArn;
});

const WHY = { why: 'It is better on the new product.' };
const post = (person: string, resource: string, path: Record<string, string>, body: unknown = WHY) =>
  api.call(person, 'POST', resource, { path, body });
const propose = (kind: string, subject: string, content: object = {}, person = 'ann') =>
  post(person, '/v1/requests', {}, { kind, subject, content, ...WHY });
const step = (person: string, request_id: string, name: string) =>
  post(person, `/v1/requests/{request_id}/${name}`, { request_id });
const readState = async (request_id: string) =>
  (await api.call('bo', 'GET', '/v1/requests/{request_id}', { path: { request_id } })).body;
const toProblem = ({ status, body }: { status: number; body: { type?: string } }) => [
  status,
  body.type?.split(':').at(-1),
];
/** What the workflow does. */
const apply = (request_id: string) =>
  changeLifecycleStage(
    { database: harness.db.connect('risk_training'), store: getObjectStore(), modelBucket: MODEL_BUCKET },
    LifecycleChange.parse({ action: 'apply', request_id, execution_id: `execution-${randomUUID()}` }),
  );
const listStarted = async () =>
  ((await new SFNClient({}).send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? []).map(
    ({ name }) => name,
  );
async function listEvents(subject: string) {
  const { rows } = await harness.db.superuser.query(
    'select action, actor from audit.events where subject = $1 order by event_id',
    [subject],
  );
  return rows.map(({ action, actor }) => `${action} ${actor}`);
}

describe('a promotion', () => {
  test('is proposed by one person, approved by another, and made by the workflow, with an event for each', async () => {
    const [first = '', , third = ''] = versions;
    const { body: proposed } = await propose('model_promotion', first);
    expect(proposed).toMatchObject({
      ...{ kind: 'model_promotion', subject: first, state: 'open', needs_two: true },
      content: { version: first, replaces: third, despite_gates: false },
      can: ['withdraw'],
    });
    const { request_id } = proposed;
    expect(toProblem(await step('ann', request_id, 'approve'))).toEqual([403, 'missing-role']);
    expect((await step('bo', request_id, 'approve')).body.state).toBe('approved');
    expect(await listStarted()).toEqual([request_id]);
    expect(await apply(request_id)).toMatchObject({ outcome: 'champion', version: first, replaced: third });
    expect(await readState(request_id)).toMatchObject({ state: 'applied', applied_at: expect.any(String) });
    expect(await listEvents(request_id)).toEqual(['request.proposed ann', 'request.approved bo', 'request.applied bo']);
    expect((await listEvents(first)).at(-1)).toBe('model.stage_changed bo');
  });

  test('that cannot be made is refused by name, and nothing is stored', async () => {
    const [first = ''] = versions;
    expect(toProblem(await propose('model_promotion', first))).toEqual([409, 'already-champion']);
    expect(toProblem(await propose('model_promotion', 'nobody'))).toEqual([404, 'unknown-model']);
    expect(toProblem(await propose('model_promotion', first, { despite_gates: 'yes' }))).toEqual([422, 'invalid-body']);
    expect(toProblem(await propose('model_promotion', first, {}, 'cy'))).toEqual([403, 'missing-role']);
    await harness.db.superuser.query("update predictions.model_metadata set stage = 'rejected' where version = $1", [
      versions[1],
    ]);
    expect(toProblem(await propose('model_promotion', versions[1] ?? ''))).toEqual([409, 'gates-not-passed']);
    await harness.db.superuser.query("update predictions.model_metadata set stage = 'retired' where version = $1", [
      versions[1],
    ]);
    const { rows } = await harness.db.superuser.query("select from governance.requests where state = 'open'");
    expect(rows).toEqual([]);
  });

  test('whose workflow cannot be started has failed, and can be proposed again', async () => {
    const [, second = ''] = versions;
    const { body } = await propose('model_promotion', second);
    expect(toProblem(await propose('model_promotion', second, {}, 'bo'))).toEqual([409, 'request-open']);
    process.env.MODEL_LIFECYCLE_ARN = 'arn:aws:states:eu-west-1:000000000000:stateMachine:none';
    expect((await step('bo', body.request_id, 'approve')).status).toBe(503);
    expect(await readState(body.request_id)).toMatchObject({ state: 'failed', failure: expect.any(String) });
    const { body: again } = await propose('model_promotion', second);
    const { superuser } = harness.db;
    const setStages = (one: string, other: string) =>
      superuser.query(
        `update predictions.model_metadata set stage = case version when $1 then 'champion' else 'retired' end
         where version in ($1, $2)`,
        [one, other],
      );
    const [first = '', , third = ''] = versions;
    await superuser.query("update predictions.model_metadata set stage = 'retired' where stage = 'champion'");
    await setStages(third, first);
    expect(toProblem(await step('bo', again.request_id, 'approve'))).toEqual([409, 'champion-changed']);
    await superuser.query("update predictions.model_metadata set stage = 'retired' where stage = 'champion'");
    await setStages(first, third);
    expect((await step('ann', again.request_id, 'withdraw')).body.state).toBe('withdrawn');
    expect(await apply(again.request_id)).toMatchObject({ outcome: 'not_approved' });
  });
});

test('a rollback in an emergency is made by one person, and reviewed by another', async () => {
  const [first = '', second = '', third = ''] = versions;
  const champion = (await apply(randomUUID())) && first;
  await harness.db.superuser.query('update predictions.model_metadata set promoted_at = $1 where version = $2', [
    ...['2026-04-01', champion],
  ]);
  const rollBack = (person: string, more: object = {}) =>
    post(person, '/v1/emergency-rollbacks', {}, { of: 'model', ...WHY, ...more });
  expect(toProblem(await rollBack('ann'))).toEqual([403, 'missing-role']);
  expect(toProblem(await rollBack('bo', { from: second }))).toEqual([409, 'champion-changed']);
  const { body } = await rollBack('bo', { from: first });
  expect(body).toMatchObject({ kind: 'model_rollback', subject: third, state: 'approved', is_emergency: true });
  expect(await listStarted()).toContain(body.request_id);
  expect(await apply(body.request_id)).toMatchObject({ outcome: 'rolled_back', version: third, is_emergency: true });
  const watch = () => watchRequests(harness.db.connect('risk_audit'));
  expect(await watch()).toMatchObject({ unreviewed_emergencies: 1, unapplied_requests: 0 });
  expect((await watch()).oldest_emergency_seconds).toBeGreaterThan(0);
  expect(toProblem(await step('bo', body.request_id, 'review'))).toEqual([403, 'own-proposal']);
  expect((await step('cy', body.request_id, 'review')).body.reviewed).toMatchObject({ by: { id: 'cy' } });
  expect(await watch()).toEqual({ unreviewed_emergencies: 0, oldest_emergency_seconds: 0, unapplied_requests: 0 });
  expect(await listEvents(body.request_id)).toEqual([
    ...['emergency.rolled_back bo', 'request.applied bo', 'emergency.reviewed cy'],
  ]);
});

describe('the gates', () => {
  const stricter = { ...firstGates, promotion: { automatic: false } };
  const read = async () => (await api.call('bo', 'GET', '/v1/gates')).body;

  test('are read, proposed with the version that they build on, and in force from the approval on', async () => {
    expect(await read()).toMatchObject({ gates_version: 1, document: firstGates, changed_by: { id: 'deployment' } });
    const { body } = await propose('gates', 'gates', { document: stricter, based_on: 1 }, 'bo');
    expect(toProblem(await step('bo', body.request_id, 'approve'))).toEqual([403, 'own-proposal']);
    expect((await step('cy', body.request_id, 'approve')).body.state).toBe('applied');
    expect(await read()).toMatchObject({
      ...{ gates_version: 2, document: stricter, changed_by: { id: 'cy' }, request_id: body.request_id },
    });
    expect(await listEvents('2')).toEqual(['gates.changed cy']);
  });

  test('are refused with the path of what is wrong, on an older version, and unchanged', async () => {
    const { gates } = firstGates;
    const invalid = { ...firstGates, gates: { ...gates, champion: { noise_standard_errors: -1 } } };
    const refused = await propose('gates', 'gates', { document: invalid, based_on: 2 }, 'bo');
    expect(toProblem(refused)).toEqual([422, 'gates-invalid']);
    expect(refused.body.errors).toMatchObject([{ path: 'content.document.gates.champion.noise_standard_errors' }]);
    const proposeVersion = (document: object, based_on: number) =>
      propose('gates', 'gates', { document, based_on }, 'bo');
    expect(toProblem(await proposeVersion(firstGates, 1))).toEqual([409, 'gates-changed']);
    expect(toProblem(await proposeVersion(stricter, 2))).toEqual([409, 'gates-unchanged']);
  });
});

describe('one human with two identities', () => {
  const governance = () => harness.db.connect('risk_governance');
  const proposeAs = (identity: string, subject: string) =>
    governance().query<{ request_id: string }>(
      `select request_id from governance.propose(gen_random_uuid(), 'model_promotion', '${subject}',
       jsonb_build_object('version', '${subject}', 'replaces', '${versions[2]}'), 'better on the product', '${identity}', 14)`,
    );
  const withdraw = (request_id: string, identity: string) =>
    governance().query(`select state from governance.withdraw('${request_id}', '${identity}', 'a test')`);

  test.each([
    ['the session of a role named by the e-mail address', 'arn:aws:sts::1:assumed-role/Risk/BO@bank.example', false],
    ['an IAM user named as the address begins', 'arn:aws:iam::1:user/risk/bo', false],
    ['an IAM user of another name', 'arn:aws:iam::1:user/risk/bob', true],
    ['the session of another address', 'arn:aws:sts::1:assumed-role/Risk/bo@other.example', true],
  ])('who proposes as %s', async (_, identity, isOther) => {
    const [request] = await proposeAs(identity, versions[1] ?? '');
    const request_id = request?.request_id ?? '';
    const approved = await step('bo', request_id, 'reject');
    expect(isOther ? approved.body.state : toProblem(approved)).toEqual(isOther ? 'rejected' : [403, 'own-proposal']);
    if (!isOther) await withdraw(request_id, identity);
  });

  test('does not approve at the command line what it proposed in the dashboard', async () => {
    const { body } = await propose('model_promotion', versions[1] ?? '', {}, 'bo');
    const approveAs = (identity: string) =>
      governance().query(
        `select state from governance.decide('${body.request_id}', 'approve', '${identity}', 'agreed')`,
      );
    await expect(approveAs('arn:aws:sts::1:assumed-role/Admin/bo@bank.example')).rejects.toMatchObject({
      ...{ sqlState: 'GV004' },
    });
    await expect(approveAs('arn:aws:iam::1:user/bo')).rejects.toMatchObject({ sqlState: 'GV004' });
    expect(await approveAs('arn:aws:iam::1:user/cy')).toEqual([{ state: 'approved' }]);
    // Nobody starts the workflow, as when the command line was cut off: after half an hour that rings.
    const { superuser } = harness.db;
    const waiting = () => watchRequests(harness.db.connect('risk_audit'));
    expect(await waiting()).toMatchObject({ unapplied_requests: 0 });
    await superuser.query("set session_replication_role = 'replica'");
    await superuser.query(
      "update governance.requests set decided_at = decided_at - interval '31 minutes' where request_id = $1",
      [body.request_id],
    );
    await superuser.query("set session_replication_role = 'origin'");
    expect(await waiting()).toMatchObject({ unapplied_requests: 1 });
  });
});
