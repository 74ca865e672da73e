/** The life of a policy through the API: draft, edit, simulate, propose, approve, activate, roll back; and every refusal. */
import pg from 'pg';
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { findSeedPolicy } from '../../../testing/policies/seed-policies.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let api: GovernedApi;

beforeAll(async () => {
  harness = await startLambdaHarness();
  api = await startGovernedApi(harness);
  const { body } = await post('ann', '/v1/policies', {}, { version: 'base', based_on: '2026-11-23' });
  await edit('base', { ...body.document, golden_cases: GOLDEN_CASES }, 1);
});
afterAll(() => harness?.stop());

const WHY = { why: 'Losses on these loans are too high.' };
const post = (person: string, resource: string, path: Record<string, string>, body?: unknown) =>
  api.call(person, 'POST', resource, { path, body });
const create = (version: string, person = 'ann', based_on = 'base') =>
  post(person, '/v1/policies', {}, { version, based_on });
/** A risk that every policy here approves, and one that it declines. */
const GOLDEN_CASES = [0.01, 0.4].map((pd) => ({
  ...{ name: `PD ${pd}`, pd, features: { amount: 1000 } },
  expect: { decision: pd < 0.1 ? 'approve' : 'decline' },
}));
const edit = (version: string, document: object, revision: number, person = 'ann') =>
  post(person, '/v1/policies/{version}', { version }, { document, revision });
const propose = (version: string, more: object = {}, person = 'ann') =>
  post(person, '/v1/policies/{version}/propose', { version }, { ...WHY, ...more });
const decide = (person: string, request_id: string, step = 'approve') =>
  post(person, `/v1/requests/{request_id}/${step}`, { request_id }, WHY);
const read = async (version: string) =>
  (await api.call('ann', 'GET', '/v1/policies/{version}', { path: { version } })).body;
const listAssignments = async () => (await api.call('ann', 'GET', '/v1/assignments')).body.assignments;
const rollBack = (person = 'bo', more: object = {}) =>
  post(person, '/v1/emergency-rollbacks', {}, { of: 'policy', ...WHY, ...more });
const toProblem = ({ status, body }: { status: number; body: { type?: string } }) => [
  status,
  body.type?.split(':').at(-1),
];

/** A version that may be proposed. */
async function createSimulated(version: string): Promise<void> {
  expect((await create(version)).status).toBe(200);
  await api.simulate(version);
}

/** Lets a version decide. */
async function activate(version: string, more: object = {}): Promise<string> {
  await createSimulated(version);
  const { body } = await propose(version, more);
  expect((await decide('bo', body.request_id)).body.state).toBe('applied');
  return body.request_id;
}

async function listEvents(subject: string) {
  const { rows } = await harness.db.superuser.query(
    'select action, actor, role from audit.events where subject = $1 order by event_id',
    [subject],
  );
  return rows.map(({ action, actor, role }) => `${action} ${actor} ${role}`);
}

test('the policies of the release before are there, with the texts and hashes that they had', async () => {
  const { body } = await api.call('ann', 'GET', '/v1/policies');
  expect(body.policies).toMatchObject([
    { version: 'base', state: 'draft' },
    {
      version: '2026-11-23',
      state: 'active',
      decides: [null],
      active_from: null,
      sha256: findSeedPolicy('2026-11-23').sha256,
    },
    { version: '2026-11-01', state: 'approved', decides: [], sha256: findSeedPolicy('2026-11-01').sha256 },
  ]);
  const [serving] = await harness.db
    .connect('risk_api_score')
    .query<{ serving: object }>('select policies.find_serving(now()) as serving');
  expect(serving?.serving).toMatchObject({
    ...{ assignment_id: 1, default_version: '2026-11-23', segments: [], experiments: [] },
    policies: [
      { version: '2026-11-23', sha256: findSeedPolicy('2026-11-23').sha256, document: expect.stringMatching(/^\{/) },
    ],
  });
});

test('a policy goes from draft to active by two people, with an event for each step', async () => {
  const { body: created } = await create('one');
  const { document } = created;
  expect(created).toMatchObject({ state: 'draft', revision: 1, based_on: 'base' });
  const stricter = { ...document, cut_offs: [{ approve_below_pd: 0.1, decline_from_pd: 0.3 }] };
  expect((await edit('one', stricter, 1)).body).toMatchObject({ state: 'draft', revision: 2, document: stricter });
  await api.simulate('one');
  expect((await read('one')).state).toBe('simulated');
  const { body: request } = await propose('one');
  expect(request).toMatchObject({ kind: 'policy', subject: 'one', state: 'open', needs_two: true, can: ['withdraw'] });
  expect((await read('one')).state).toBe('proposed');
  const { body: approved } = await decide('bo', request.request_id);
  expect(approved).toMatchObject({
    state: 'applied',
    decided: { by: { name: 'BO', id: 'bo' }, why: WHY.why },
    can: [],
  });
  expect(await read('one')).toMatchObject({ state: 'active', decides: [null], request_id: request.request_id });
  expect(await read('2026-11-23')).toMatchObject({ state: 'retired', decides: [], retired_at: expect.any(String) });
  expect(await listEvents('one')).toEqual([
    'policy.created ann risk_governance',
    'policy.edited ann risk_governance',
    'policy.simulated ann risk_simulation',
    'policy.proposed ann risk_governance',
    'policy.approved bo risk_governance',
    'policy.activated bo risk_governance',
  ]);
  expect(await listEvents(request.request_id)).toEqual([
    'request.proposed ann risk_governance',
    'request.approved bo risk_governance',
    'request.applied bo risk_governance',
  ]);
  expect(await listEvents('2026-11-23')).toEqual(['policy.retired bo risk_governance']);
});

test('a document of hundreds of rules is read back as it was written, and does not keep others from being listed', async () => {
  const { document } = await read('base');
  const rules = Array.from({ length: 700 }, (_, i) => ({
    ...{ name: `rule_${i}`, when: { feature: 'amount', above: 1e9 + i, if_unknown: 'not_met' } },
    ...{ decision: 'refer', reason: `Amount ${i} – “too large”.` },
  }));
  const large = { ...document, version: 'large', description: 'Ä'.repeat(60_000), rules };
  expect(JSON.stringify(large).length).toBeGreaterThan(128 * 1024);
  const { body } = await post('ann', '/v1/policies', {}, { version: 'large', document: large });
  expect(body.document).toEqual(large);
  const { body: listed } = await api.call('ann', 'GET', '/v1/policies');
  expect(listed.policies[0]).toMatchObject({ version: 'large', description: 'Ä'.repeat(500) });
});

test('an edit makes a simulated draft a draft again, and the same document simulated', async () => {
  await createSimulated('edited');
  const { document } = await read('edited');
  const other = { ...document, description: 'Another text.' };
  expect((await edit('edited', other, 1)).body).toMatchObject({ state: 'draft', revision: 2 });
  expect((await edit('edited', document, 2)).body).toMatchObject({ state: 'simulated', revision: 3 });
});

describe('refused, and nothing is changed', () => {
  test('a version that exists, one that is unknown, and a document of another version', async () => {
    expect(toProblem(await create('one'))).toEqual([409, 'policy-exists']);
    expect(toProblem(await create('two', 'ann', 'nowhere'))).toEqual([404, 'unknown-policy']);
    expect(toProblem(await edit('nowhere', { version: 'nowhere' }, 1))).toEqual([404, 'unknown-policy']);
    expect(toProblem(await propose('nowhere'))).toEqual([404, 'unknown-policy']);
    const renamed = await post('ann', '/v1/policies', {}, { version: 'two', document: { version: 'three' } });
    expect(toProblem(renamed)).toEqual([422, 'policy-invalid']);
  });

  test('an edit of a revision that another person has replaced', async () => {
    await create('raced');
    const { document } = await read('raced');
    expect((await edit('raced', { ...document, description: 'Mine.' }, 1)).status).toBe(200);
    expect(toProblem(await edit('raced', { ...document, description: 'Yours.' }, 1, 'cy'))).toEqual([
      409,
      'stale-revision',
    ]);
    expect((await read('raced')).document.description).toBe('Mine.');
  });

  test('an edit after the proposal', async () => {
    await createSimulated('proposed');
    const { document } = await read('proposed');
    await propose('proposed');
    expect(toProblem(await edit('proposed', { ...document, description: 'New.' }, 1))).toEqual([
      409,
      'policy-immutable',
    ]);
  });

  test('a proposal of what was not simulated, has problems, or is proposed already', async () => {
    await create('unsimulated');
    expect(toProblem(await propose('unsimulated'))).toEqual([409, 'not-simulated']);
    expect((await read('unsimulated')).state).toBe('draft');
    await post('ann', '/v1/policies', {}, { version: 'broken', document: { version: 'broken' } });
    await api.simulate('broken');
    const broken = await propose('broken');
    expect(toProblem(broken)).toEqual([422, 'policy-invalid']);
    expect(broken.body.errors.length).toBeGreaterThan(0);
    expect(toProblem(await propose('proposed'))).toEqual([409, 'request-open']);
  });

  test.each([
    ['no golden case', { golden_cases: [] }, 'golden-case-failed', 'document.golden_cases'],
    [
      'a golden case that fails',
      { golden_cases: [{ ...GOLDEN_CASES[0], expect: { decision: 'decline' } }] },
      ...['golden-case-failed', 'document.golden_cases[0]'],
    ],
    [
      'an unknown feature',
      {
        rules: [{ name: 'r', when: { feature: 'luck', below: 1, if_unknown: 'met' }, decision: 'refer', reason: 'R.' }],
      },
      ...['policy-invalid', 'document.rules[0].when.feature'],
    ],
    [
      'a category that is compared as a number',
      {
        rules: [
          { name: 'r', when: { feature: 'purpose', below: 1, if_unknown: 'met' }, decision: 'refer', reason: 'R.' },
        ],
      },
      ...['policy-invalid', 'document.rules[0].when.feature'],
    ],
    [
      'a rule that declines everybody',
      {
        rules: [
          { name: 'r', when: { feature: 'amount', above: 0, if_unknown: 'met' }, decision: 'decline', reason: 'R.' },
        ],
      },
      ...['golden-case-failed', 'document.golden_cases[0]'],
    ],
  ] as [string, object, string, string][])(
    'a proposal with %s, with path and reason',
    async (name, change, code, path) => {
      const version = name.replaceAll(' ', '-');
      const { body: created } = await create(version);
      await edit(version, { ...created.document, ...change }, 1);
      await api.simulate(version);
      const { body } = await post('ann', '/v1/policies/{version}/check', { version });
      expect(body.problems[0].path).toBe(path.replace('document.', ''));
      const refused = await propose(version);
      expect(toProblem(refused)).toEqual([422, code]);
      expect(refused.body.errors[0]).toMatchObject({ path, message: expect.any(String) });
      expect((await read(version)).state).toBe('simulated');
    },
  );

  test.each([
    ['everybody', 100],
    ['nobody', 0],
  ])('a proposal of what approved %s of the simulated applications', async (whom, rows) => {
    const version = `approves-${whom}`;
    await create(version);
    await api.simulate(version, { rows: 100, approved: rows });
    expect(toProblem(await propose(version))).toEqual([422, version]);
  });

  test('a segment of what is no category', async () => {
    await createSimulated('segmented');
    for (const feature of ['amount', 'luck']) {
      const refused = await propose('segmented', { segment: { feature, value: 'car' } });
      expect([...toProblem(refused), refused.body.errors[0].path]).toEqual([422, 'invalid-body', 'segment.feature']);
    }
  });

  test('a time that has passed', async () => {
    await createSimulated('late');
    expect(toProblem(await propose('late', { effective_from: '2020-01-01T00:00:00Z' }))).toEqual([422, 'invalid-body']);
  });

  test('an approval by the proposer, by an author, and by nobody who may', async () => {
    await createSimulated('own');
    const { document } = await read('own');
    await edit('own', { ...document, description: 'By an approver.' }, 1, 'bo');
    await api.simulate('own');
    const { body } = await propose('own', {}, 'cy');
    expect(body.can).toEqual(['withdraw']);
    expect(toProblem(await decide('cy', body.request_id))).toEqual([403, 'own-proposal']);
    expect(toProblem(await decide('bo', body.request_id))).toEqual([403, 'own-proposal']);
    expect(toProblem(await decide('ann', body.request_id))).toEqual([403, 'missing-role']);
    expect(toProblem(await decide('dee', body.request_id))).toEqual([403, 'missing-role']);
    expect(toProblem(await decide('bo', body.request_id, 'withdraw'))).toEqual([403, 'not-own-proposal']);
    expect((await read('own')).state).toBe('proposed');
  });
});

test.each([
  ['reject', 'bo', 'rejected'],
  ['withdraw', 'ann', 'withdrawn'],
])('%s ends a request: the version cannot be proposed or decided any more', async (step, person, state) => {
  await createSimulated(state);
  const { body } = await propose(state);
  expect((await decide(person, body.request_id, step)).body).toMatchObject({ state, can: [] });
  expect((await read(state)).state).toBe(state);
  expect(toProblem(await decide('bo', body.request_id))).toEqual([409, 'already-decided']);
  expect(toProblem(await propose(state))).toEqual([409, 'policy-immutable']);
  expect(await listEvents(state)).toContain(`policy.${state} ${person} risk_governance`);
});

test('an expired request is refused, and its version has expired', async () => {
  await createSimulated('expiring');
  process.env.REQUEST_DAYS = '0';
  const { body } = await propose('expiring');
  process.env.REQUEST_DAYS = '14';
  expect(toProblem(await decide('bo', body.request_id))).toEqual([409, 'request-expired']);
  expect((await read('expiring')).state).toBe('expired');
  expect(await listEvents(body.request_id)).toEqual([
    'request.proposed ann risk_governance',
    'request.expired expiry risk_governance',
  ]);
});

test('a segment decides for its applications, and is replaced in its place', async () => {
  const segment = { feature: 'purpose', value: 'car' };
  await activate('cars', { segment });
  await activate('trips', { segment: { feature: 'purpose', value: 'trip' } });
  await activate('cars-two', { segment });
  const [present] = await listAssignments();
  expect(present).toMatchObject({
    ...{ default_version: 'one', is_in_force: true },
    segments: [
      { ...segment, version: 'cars-two' },
      { feature: 'purpose', value: 'trip', version: 'trips' },
    ],
  });
  expect(await read('cars')).toMatchObject({ state: 'retired', decides: [] });
  expect(await read('cars-two')).toMatchObject({ state: 'active', decides: [segment] });
});

test('a retired version can be proposed again', async () => {
  const { body } = await propose('2026-11-01');
  expect((await decide('bo', body.request_id)).body.state).toBe('applied');
  expect(await read('2026-11-01')).toMatchObject({ state: 'active', decides: [null] });
});

test('an approval is refused when the model has another scale by now', async () => {
  const { body: created } = await create('scaled');
  await edit('scaled', { ...created.document, score: { base: 500, odds: 20, pdo: 40, min: 0, max: 1000 } }, 1);
  await api.simulate('scaled');
  const { body } = await propose('scaled');
  await harness.db.superuser.query(`insert into predictions.model_metadata (version, kind, stage, onnx_key, onnx_sha256,
    size_bytes, manifest, job_name) values ('m1', 'xgboost', 'champion', 'key', 'hash', 1,
    '{"score_scale": {"base": 600, "odds": 20, "pdo": 40, "min": 300, "max": 850}}', 'job')`);
  expect(toProblem(await decide('bo', body.request_id))).toEqual([422, 'score-scale']);
  expect((await read('scaled')).state).toBe('proposed');
  await decide('ann', body.request_id, 'withdraw');
});

describe('a change that waits for its time', () => {
  test('decides from then on, and no other is approved before', async () => {
    const effective_from = new Date(Date.now() + 2500).toISOString();
    await activate('waiting', { effective_from });
    expect(await listAssignments()).toMatchObject(
      [{ default_version: 'waiting', is_in_force: false, effective_from }, {}].concat(
        Array.from({ length: 5 }, () => ({})),
      ),
    );
    expect(await read('waiting')).toMatchObject({ state: 'approved', decides: [] });
    await createSimulated('second');
    const { body: second } = await propose('second');
    expect(toProblem(await decide('bo', second.request_id))).toEqual([409, 'assignment-waiting']);
    expect(await read('second')).toMatchObject({ state: 'proposed' });
    while ((await read('waiting')).state !== 'active')
      expect(Date.now()).toBeLessThan(Date.parse(effective_from) + 5000);
    expect((await decide('bo', second.request_id)).body.state).toBe('applied');
    expect(await listEvents('waiting')).toEqual(
      expect.arrayContaining(['policy.activated bo risk_governance', 'policy.retired bo risk_governance']),
    );
  });

  test('is superseded by an emergency rollback', async () => {
    await activate('never', { effective_from: new Date(Date.now() + 1500).toISOString() });
    const { body } = await rollBack('cy');
    expect(body).toMatchObject({ kind: 'policy', state: 'applied', is_emergency: true });
    const until = Date.now() + 1600;
    while (Date.now() < until) await read('never');
    expect(await read('never')).toMatchObject({ state: 'approved', active_from: null });
    expect((await listAssignments())[0]).toMatchObject({ default_version: 'waiting', is_in_force: true });
  });
});

describe('an emergency rollback', () => {
  test('goes back one change at a time, by one person, and is reviewed by another', async () => {
    await activate('bad');
    const [before] = await listAssignments();
    const { body } = await rollBack('bo', { from: String(before.assignment_id) });
    expect(body).toMatchObject({ state: 'applied', is_emergency: true, proposed: { by: { id: 'bo' } }, can: [] });
    expect((await read('waiting')).state).toBe('active');
    expect(toProblem(await rollBack('bo', { from: String(before.assignment_id) }))).toEqual([
      409,
      'concurrent-activation',
    ]);
    expect(toProblem(await decide('bo', body.request_id, 'review'))).toEqual([403, 'own-proposal']);
    expect((await decide('cy', body.request_id, 'review')).body.reviewed).toMatchObject({ by: { id: 'cy' } });
    expect(toProblem(await decide('cy', body.request_id, 'review'))).toEqual([409, 'already-decided']);
    expect(await listEvents(body.request_id)).toEqual([
      'emergency.rolled_back bo risk_governance',
      'request.applied bo risk_governance',
      'emergency.reviewed cy risk_governance',
    ]);
    // The one before the restored one, not the one that was rolled back.
    await rollBack('bo');
    expect((await listAssignments())[0].default_version).not.toBe('bad');
  });

  test('is no review of an approved request, and not for everybody', async () => {
    const { body } = await api.call('bo', 'GET', '/v1/requests', { query: { state: 'applied', kind: 'policy' } });
    const approved = body.requests.find(({ is_emergency }: { is_emergency: boolean }) => !is_emergency);
    expect(toProblem(await decide('cy', approved.request_id, 'review'))).toEqual([409, 'not-reviewable']);
    expect(toProblem(await rollBack('ann'))).toEqual([403, 'missing-role']);
  });

  test('ends where nothing decided before', async () => {
    let reply = await rollBack('bo');
    for (let steps = 0; reply.status === 200 && steps < 20; steps++) reply = await rollBack('bo');
    expect(toProblem(reply)).toEqual([409, 'nothing-to-roll-back']);
    expect((await listAssignments())[0].default_version).toBe('2026-11-23');
  });
});

test('of two activations at once one is refused, and can be approved afterwards', async () => {
  await Promise.all(['left', 'right'].map(createSimulated));
  const ids = await Promise.all(['left', 'right'].map(async (version) => (await propose(version)).body.request_id));
  const replies = await Promise.all(ids.map((id) => decide('bo', id)));
  const refused = replies.filter(({ status }) => status !== 200);
  for (const reply of refused) expect(toProblem(reply)).toEqual([409, 'concurrent-activation']);
  expect(refused.length).toBeLessThan(2);
  for (const id of ids) {
    const { body } = await decide('bo', id);
    expect(body.state === 'applied' || toProblem({ status: 409, body })[1] === 'already-decided').toBe(true);
  }
});

test('an activation that another one overtakes is refused whole, and can be approved again', async () => {
  await createSimulated('overtaken');
  const { body } = await propose('overtaken');
  const other = new pg.Client({ connectionString: harness.db.url });
  await other.connect();
  await other.query('begin');
  await other.query(`insert into policies.assignments (previous_id, effective_from, default_version, assigned_by)
    select max(assignment_id), now(), '2026-11-01', 'other' from policies.assignments`);
  const approval = decide('bo', body.request_id);
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%governance.decide%'";
  const until = Date.now() + 10_000;
  while ((await harness.db.superuser.query(waiting)).rowCount === 0) expect(Date.now()).toBeLessThan(until);
  await other.query('commit');
  await other.end();
  expect(toProblem(await approval)).toEqual([409, 'concurrent-activation']);
  expect((await read('overtaken')).state).toBe('proposed');
  expect(await listEvents(body.request_id)).toEqual(['request.proposed ann risk_governance']);
  expect((await decide('bo', body.request_id)).body.state).toBe('applied');
});

test('requests are listed in pages', async () => {
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const query = { limit: '7', ...(before && { before }) };
    const { body } = await api.call('bo', 'GET', '/v1/requests', { query });
    seen.push(...body.requests.map(({ request_id }: { request_id: string }) => request_id));
    before = body.next_before ?? undefined;
  } while (before);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(14);
});
