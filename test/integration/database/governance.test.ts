/** What nobody stores about policies and requests, whatever the role: tried as the owner of the tables. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
  // The requests here are of no kind in particular; what roles may be proposed is tested with the roles.
  await db.superuser.query('drop function governance.check_role');
});
afterAll(() => db?.stop());

/** As the owner, whom no grant holds back. */
const run = (sql: string) => db.connect('risk_migrator').execute(sql);
const query = <Row>(sql: string) => db.connect('risk_migrator').query<Row>(sql);

async function propose(kind = 'role', subject: string = randomUUID(), days = 14): Promise<string> {
  const request_id = randomUUID();
  await query(
    `select 1 as done from governance.propose('${request_id}', '${kind}', '${subject}', '{"role": "analyst"}', 'why', 'ann', ${days})`,
  );
  return request_id;
}
const approve = (request_id: string, by = 'bo') =>
  query(`select 1 as done from governance.decide('${request_id}', 'approve', '${by}', 'because')`);

describe('a request', () => {
  test.each([
    ['is approved by who proposed it', "state = 'approved', decided_by = 'ann', decided_why = 'x', decided_at = now()"],
    ['is rejected by who proposed it', "state = 'rejected', decided_by = 'ann', decided_why = 'x', decided_at = now()"],
    ['is withdrawn by another', "state = 'withdrawn', decided_by = 'bo', decided_why = 'x', decided_at = now()"],
    ['is approved without a reason', "state = 'approved', decided_by = 'bo', decided_why = ' ', decided_at = now()"],
    ['is approved by nobody', "state = 'approved'"],
    ['is applied before its approval', "state = 'applied', applied_at = now()"],
    [
      'is approved after its time',
      "state = 'approved', decided_by = 'bo', decided_why = 'x', decided_at = expires_at + interval '1 s'",
    ],
    ['is reviewed, though it is no emergency', "reviewed_by = 'bo', reviewed_why = 'x', reviewed_at = now()"],
    ['gets other content', `content = '{"role": "approver"}'`],
    ['gets content with its hash', `content = '{}', content_sha256 = audit.hash_text('{}')`],
    ['needs one person later', 'needs_two = false'],
    ['becomes an emergency', 'is_emergency = true'],
    ['loses an author', "authors = '{cy}'"],
    ['has more time', "expires_at = expires_at + interval '1 day'"],
  ])('never %s', async (_, change) => {
    const request_id = await propose();
    await expect(run(`update governance.requests set ${change} where request_id = '${request_id}'`)).rejects.toThrow(
      /violates check constraint|requests are evidence|another person must decide/,
    );
  });

  test('is not approved by who proposed it, even without the triggers', async () => {
    const request_id = await propose();
    const approval = `update governance.requests set state = 'approved', decided_by = 'ann', decided_why = 'x',
      decided_at = now() where request_id = '${request_id}'`;
    await db.superuser.query('set session_replication_role = replica');
    await expect(db.superuser.query(approval)).rejects.toThrow('requests_two_people_check');
    await db.superuser.query('reset session_replication_role');
  });

  test('stays as it was decided, and is never deleted', async () => {
    const request_id = await propose();
    await approve(request_id);
    for (const change of [
      `update governance.requests set decided_by = 'cy' where request_id = '${request_id}'`,
      `update governance.requests set state = 'open', decided_by = null, decided_why = null, decided_at = null where request_id = '${request_id}'`,
      `delete from governance.requests where request_id = '${request_id}'`,
    ]) {
      await expect(run(change)).rejects.toThrow('requests are evidence');
    }
    await expect(run('truncate governance.requests cascade')).rejects.toThrow(/never changed/);
  });

  test('is decided by one person where the configuration says so, and the change of that is recorded', async () => {
    const setControls = (kinds: string) => query(`select governance.set_controls('${kinds}') as changes`);
    expect(await setControls('["role"]')).toEqual([{ changes: 1 }]);
    const alone = await propose();
    expect(await setControls('[]')).toEqual([{ changes: 1 }]);
    const together = await propose();
    await approve(alone, 'ann');
    await expect(approve(together, 'ann')).rejects.toMatchObject({ sqlState: 'GV004' });
    const { rows } = await db.superuser.query(
      "select detail ->> 'to' as to from audit.events where action = 'controls.changed' order by event_id",
    );
    expect(rows).toEqual([{ to: 'one person' }, { to: 'two people' }]);
  });

  test('that a worker applies stays approved until then, and fails once', async () => {
    const [applied, failed] = [await propose(), await propose()];
    const mark = (sql: string) => query(`select 1 as done from governance.${sql}`);
    await expect(mark(`mark_applied('${applied}', 'worker')`)).rejects.toMatchObject({ sqlState: 'GV007' });
    await approve(applied);
    await approve(failed);
    const asTraining = (sql: string) => db.connect('risk_training').query(`select 1 as done from governance.${sql}`);
    await expect(asTraining(`mark_applied('${applied}', 'job')`)).rejects.toThrow(/requests of models only/);
    await expect(asTraining(`mark_failed('${failed}', 'job', 'no')`)).rejects.toThrow(/requests of models only/);
    await mark(`mark_applied('${applied}', 'worker')`);
    await mark(`mark_applied('${applied}', 'worker')`);
    await mark(`mark_failed('${failed}', 'worker', 'no such person')`);
    await mark(`mark_failed('${failed}', 'worker', 'again')`);
    await expect(mark(`mark_applied('${failed}', 'worker')`)).rejects.toMatchObject({ sqlState: 'GV007' });
    const { rows } = await db.superuser.query(
      `select state, failure from governance.requests where request_id = any($1::uuid[]) order by state`,
      [[applied, failed]],
    );
    expect(rows).toEqual([
      { state: 'applied', failure: null },
      { state: 'failed', failure: 'no such person' },
    ]);
  });

  test('about a subject is open once; when its time is over, another takes its place', async () => {
    const expiring = await propose('role', 'kim', 0);
    const next = await propose('role', 'kim');
    await expect(propose('role', 'kim')).rejects.toMatchObject({ sqlState: 'GV006' });
    const { rows } = await db.superuser.query(
      "select request_id, state from governance.requests where subject = 'kim' order by proposed_at",
    );
    expect(rows).toEqual([
      { request_id: expiring, state: 'expired' },
      { request_id: next, state: 'open' },
    ]);
  });

  test('is decided once, though two decide at the same time', async () => {
    const request_id = await propose();
    const replies = await Promise.allSettled([approve(request_id, 'bo'), approve(request_id, 'cy')]);
    expect(replies.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { sqlState: 'GV002' } }]);
  });
});

describe('a version of a policy', () => {
  const insert = (version: string, state = 'draft') =>
    run(`insert into policies.versions (version, document, sha256, state, authors, created_by, changed_by)
      select '${version}', d, audit.hash_text(d), '${state}', '{ann}', 'ann', 'ann'
      from (values ('{"version": "${version}"}')) as t (d)`);

  test.each([
    ['another name than its document has', `'{"version": "b"}', audit.hash_text('{"version": "b"}')`],
    ['another hash than its document has', `'{"version": "a"}', audit.hash_text('{"version": "b"}')`],
  ])('never has %s', async (_, values) => {
    const sql = `insert into policies.versions (version, document, sha256, authors, created_by, changed_by)
      values ('a', ${values}, '{ann}', 'ann', 'ann')`;
    await expect(run(sql)).rejects.toThrow('violates check constraint');
  });

  test.each(['proposed', 'approved', 'rejected', 'withdrawn', 'expired'])(
    'that is %s never changes, whatever the role',
    async (state) => {
      await insert(`kept-${state}`, state);
      const where = `where version = 'kept-${state}'`;
      for (const change of [
        "document = document || ' '",
        "sha256 = audit.hash_text('')",
        "state = 'draft'",
        "changed_by = 'x'",
      ])
        await expect(run(`update policies.versions set ${change} ${where}`)).rejects.toThrow(
          /stays as it was proposed/,
        );
      await expect(run(`delete from policies.versions ${where}`)).rejects.toThrow('stays as it was proposed');
    },
  );

  test('is not approved without its proposal', async () => {
    await insert('jumping');
    for (const state of ['approved', 'proposed', 'rejected'])
      await expect(run(`update policies.versions set state = '${state}' where version = 'jumping'`)).rejects.toThrow(
        'stays as it was proposed',
      );
  });

  test('that is no approved one decides for nobody', async () => {
    await insert('unapproved');
    const assign = (values: string) =>
      run(`insert into policies.assignments (previous_id, effective_from, default_version, segments, assigned_by)
        values ((select max(assignment_id) from policies.assignments), now(), ${values}, 'x')`);
    await expect(assign(`'unapproved', '[]'`)).rejects.toThrow('only approved versions decide');
    const segment = '{"feature": "purpose", "value": "car", "version": "unapproved"}';
    await expect(assign(`'2026-11-23', '[${segment}]'`)).rejects.toThrow('only approved versions decide');
    await expect(assign(`'2026-11-23', '[{"feature": "purpose", "version": "2026-11-23"}]'`)).rejects.toThrow(
      'a segment has',
    );
    const twice = segment.replace('unapproved', '2026-11-23');
    await expect(assign(`'2026-11-23', '[${twice}, ${twice}]'`)).rejects.toThrow('named once');
  });
});

test.each([
  'update policies.assignments set effective_from = now()',
  'delete from policies.assignments',
  'truncate policies.assignments cascade',
  'delete from policies.activations',
])('what has decided is never changed: %s', async (sql) => {
  await expect(run(sql)).rejects.toThrow(/never changed/);
});

test('an assignment follows the newest one: of two that follow the same one, one is stored', async () => {
  const assign = () =>
    run(`insert into policies.assignments (previous_id, effective_from, default_version, assigned_by)
      values (1, now(), '2026-11-23', 'x')`);
  await assign();
  await expect(assign()).rejects.toThrow('assignments_previous_key');
});

test('the result of a simulation stays, and makes exactly its document simulated', async () => {
  const simulation_id = randomUUID();
  await db
    .connect('risk_governance')
    .execute(`insert into policies.simulations (simulation_id, requested_by, client_id, request)
      values ('${simulation_id}', 'ann', 'people', '{}')`);
  const end = `update policies.simulations set state = 'done', result = '{}', ended_at = now()
    where simulation_id = '${simulation_id}'`;
  expect(await db.connect('risk_simulation').execute(end)).toBe(1);
  await expect(db.connect('risk_simulation').execute(end)).rejects.toThrow('stays as it is');
});

test('evidence of decisions before policies were data keeps its hash, and what they add is hashed', async () => {
  const before = readFileSync('sql/migrations/0043_audit_records.sql', 'utf8');
  const [definition = ''] = /create function audit\.hash_evidence\([\s\S]*?\$\$[\s\S]*?\$\$;/.exec(before) ?? [];
  await run(definition.replace('audit.hash_evidence', 'audit.hash_evidence_before').replace(/;$/, ''));
  await db.superuser.query(`insert into predictions.model_metadata (version, kind, stage, onnx_key, onnx_sha256,
    size_bytes, manifest, job_name) values ('v1', 'xgboost', 'champion', 'key', 'hash', 1, '{}', 'job')`);
  const insert = (columns: string, values: string) =>
    run(`insert into predictions.risk_scores (prediction_id, source, as_of, features_as_of, features, lineage,
      model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, lgd, ead, expected_loss,
      requested_by${columns}) values (gen_random_uuid(), 'api', now(), now(), '{}', '{}', 'v1', 'hash', 'p1', 0.1, 0.1,
      600, 'A', 'approve', 'score', 0.45, 100, 4.5, 'test'${values})`);
  await insert('', '');
  for (const [column, value] of [
    ['experiment_id', "'e1'"],
    ['arm', "'a'"],
    ['rate', '0.1'],
    ['expected_return', '5'],
    ['policy_sha256', "'hash'"],
  ]) {
    await insert(`, ${column}`, `, ${value}`);
  }
  const rows = await query<{ is_same: boolean; has_more: boolean }>(
    `select audit.hash_evidence(s) = audit.hash_evidence_before(s) as is_same,
       num_nonnulls(experiment_id, arm, rate, expected_return, policy_sha256) > 0 as has_more
     from predictions.risk_scores s order by scored_at`,
  );
  expect(rows).toEqual([{ is_same: true, has_more: false }, ...Array(5).fill({ is_same: false, has_more: true })]);
});
