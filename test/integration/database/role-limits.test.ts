/** What each database role can and cannot do, tried with its own login. roles.test.ts lists the grants. */
import { recordLoad } from '../../../lambdas/ingest/prepare/record-load.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

const SCORE = `insert into predictions.risk_scores (prediction_id, source, as_of, features_as_of, features, lineage,
  model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, lgd, ead, expected_loss,
  requested_by) values (gen_random_uuid(), 'api', now(), now(), '{}', '{}', 'v1', 'hash', 'p1', 0.1, 0.1, 600, 'A',
  'approve', 'score', 0.45, 100, 4.5, 'test')`;

const OVERRIDE = `insert into predictions.overrides (override_id, prediction_id, decision, overruled, reason,
  decided_by, client_id) select gen_random_uuid(), prediction_id, 'decline', decision, 'because', 'jo', 'people'
  from predictions.risk_scores`;

beforeAll(async () => {
  await db.superuser.query(`insert into predictions.model_metadata (version, kind, stage, onnx_key, onnx_sha256,
    size_bytes, manifest, job_name) values ('v1', 'xgboost', 'champion', 'key', 'hash', 1, '{}', 'job')`);
  await db.connect('risk_api_score').execute(SCORE);
});

test.each([
  ['risk_reporting', 'select * from predictions.risk_scores'],
  ['risk_reporting', 'select * from staging.customers'],
  ['risk_api_read', SCORE],
  ['risk_api_read', 'select * from staging.customers'],
  ['risk_api_read', 'select * from staging.rejected_rows'],
  ['risk_api_read', 'select * from analytics.current_features'],
  ['risk_api_read', 'update predictions.overrides set decision = overruled'],
  ['risk_api_read', 'delete from predictions.overrides'],
  ['risk_api_read', 'truncate predictions.overrides'],
  ['risk_api_read', "update predictions.model_metadata set stage = 'champion'"],
  ['risk_api_read', 'select * from audit.events'],
  ['risk_api_read', 'create temporary table mine (id int)'],
  ['risk_api_read', 'set role risk_migrator'],
  ['risk_api_score', 'select * from staging.customers'],
  ['risk_api_score', 'select * from analytics.risk_features'],
  ['risk_api_score', 'select * from predictions.overrides'],
  ['risk_api_score', OVERRIDE],
  ['risk_api_score', 'delete from predictions.risk_scores'],
  ['risk_api_score', 'select id_secret from predictions.batches'],
  ['risk_api_read', "select predictions.create_batch(gen_random_uuid(), 'a', 'a', 1, 'a', 'all', 1, 1)"],
  ['risk_api_score', "update predictions.model_metadata set stage = 'champion'"],
  ['risk_api_score', 'select * from reporting.runs'],
  ['risk_api_score', 'select * from audit.events'],
  ['risk_api_score', 'create temporary table mine (id int)'],
  ['risk_api_score', 'set role risk_migrator'],
  ['risk_etl', OVERRIDE],
  ['risk_training', 'select * from staging.loan_applications'],
  ['risk_training', "update predictions.model_metadata set manifest = '{}'"],
  ['risk_training', "update predictions.model_metadata set onnx_sha256 = ''"],
  ['risk_training', 'select * from audit.events'],
  ['risk_api_read', "update predictions.model_metadata set stage = 'champion'"],
  ['risk_etl', 'create table staging.mine (id int)'],
  ['risk_etl', "update predictions.batches set client_id = 'mine'"],
  ['risk_etl', 'select id_secret from predictions.batches'],
  ['risk_etl', "update staging.loads set sha256 = ''"],
  ['risk_etl', 'delete from analytics.publications'],
  ['risk_etl', "update audit.migrations set sha256 = ''"],
  ['risk_privacy', 'delete from audit.events'],
  ['risk_prepare', 'select * from staging.loads'],
  ['risk_prepare', 'select * from staging.customers'],
  ['risk_prepare', 'select * from analytics.runs'],
  ['risk_prepare', 'insert into staging.loads (run_id) values (gen_random_uuid())'],
  ['risk_prepare', "select aws_s3.table_import_from_s3('t', '', '', 'b', 'k', 'r')"],
  ['risk_prepare', 'create temporary table mine (id int)'],
  ['risk_prepare', 'set role risk_etl'],
  ['risk_split', 'select * from analytics.current_features'],
  ['risk_split', 'select * from predictions.risk_scores'],
  ['risk_split', "update predictions.batches set client_id = 'mine'"],
  ['risk_split', "update predictions.model_metadata set stage = 'champion'"],
  ['risk_split', SCORE],
  ['risk_split', 'create temporary table mine (id int)'],
  ['risk_import', 'select * from staging.customers'],
  ['risk_import', 'select * from predictions.risk_scores'],
  ['risk_import', 'select * from predictions.batches'],
  ['risk_import', "update onboarding.imports set requested_by = 'mine'"],
  ['risk_import', 'delete from onboarding.imports'],
  ['risk_import', 'create temporary table mine (id int)'],
  ['risk_import', 'set role risk_migrator'],
  ['risk_governance', "update policies.versions set state = 'approved'"],
  [
    'risk_governance',
    "insert into policies.assignments (effective_from, default_version, assigned_by) values (now(), 'a', 'b')",
  ],
  ['risk_governance', "update governance.requests set state = 'approved'"],
  ['risk_governance', 'update governance.controls set needs_two = false'],
  ['risk_governance', "select governance.record_event('a', 'policy.approved', 'b', '{}')"],
  ['risk_governance', "select governance.set_controls('[]')"],
  ['risk_governance', "insert into audit.events (actor, action, subject) values ('a', 'policy.approved', 'c')"],
  ['risk_governance', 'select * from predictions.risk_scores'],
  ['risk_governance', 'select * from staging.customers'],
  ['risk_governance', "update policies.simulations set result = '{}'"],
  ['risk_simulation', "update policies.versions set state = 'simulated'"],
  ['risk_simulation', "select governance.decide(gen_random_uuid(), 'approve', 'a', 'b')"],
  ['risk_training', "select governance.decide(gen_random_uuid(), 'approve', 'a', 'b')"],
  ['risk_api_score', "update policies.versions set document = '{}'"],
  ['risk_split', 'select * from policies.versions'],
  ['risk_api_score', 'select * from onboarding.imports'],
  ['risk_api_read', 'select * from onboarding.imports'],
  ['risk_reporting', 'select * from onboarding.imports'],
  ['risk_privacy', 'select * from onboarding.imports'],
  ['risk_audit', 'select prediction_id from predictions.risk_scores'],
  ['risk_audit', 'select actor from audit.events'],
  ['risk_audit', "insert into audit.events (actor, action, subject) values ('me', 'policy.changed', 'mine')"],
  ['risk_audit', 'delete from audit.heads'],
  ['risk_audit', "update audit.entries set kind = 'opened'"],
  ['risk_etl', "insert into audit.heads (sequence, entry_id, sha256) values (1, gen_random_uuid(), 'a')"],
  ['risk_etl', 'select audit.take_watermark()'],
  ['risk_api_score', 'select * from audit.entries'],
  ['risk_privacy', 'delete from audit.deletions'],
  ['risk_privacy', 'update predictions.risk_scores set pd = 0'],
  ['risk_privacy', "update predictions.overrides set decision = 'approve'"],
  ['risk_privacy', 'update predictions.shadow_scores set pd = 0'],
  ['risk_etl', 'update analytics.publications set rows = 0'],
  ['risk_etl', "insert into audit.events (actor, action, subject) values ('a', 'run.published', 'c')"],
  ['risk_api_score', "insert into audit.events (actor, action, subject) values ('a', 'b', 'c')"],
  ['risk_api_read', "insert into audit.events (actor, action, subject, at) values ('a', 'b', 'c', '2020-01-01')"],
  ['risk_training', "insert into audit.events (actor, action, subject, role) values ('a', 'b', 'c', 'risk_etl')"],
  ['risk_api_score', SCORE.replace('(prediction_id,', '(scored_at, prediction_id,').replace('(gen', '(now(), gen')],
  ['risk_api_read', OVERRIDE.replace('decided_by,', 'decided_by, decided_at,').replace("'jo',", "'jo', now(),")],
] as const)('%s may not: %s', async (role, sql) => {
  await expect(db.connect(role).execute(sql)).rejects.toThrow(/permission denied/);
});

test('risk_api_score deletes a batch that was not started, and no other', async () => {
  await db.superuser.query(`insert into predictions.batches (batch_id, state, client_id, requested_by, size_bytes,
    content_type, reasons) select gen_random_uuid(), state, 'c', 'c', 1, 'text/csv', 'all'
    from unnest(array['created', 'running']) as state`);
  const remove = (state: string) =>
    db.connect('risk_api_score').execute(`delete from predictions.batches where state = '${state}'`);
  await expect(remove('running')).rejects.toThrow('a started batch is evidence');
  expect(await remove('created')).toBe(1);
});

test('an import that has ended does not change', async () => {
  await db.superuser.query(`insert into onboarding.imports (import_id, state, client_id, requested_by, mapping_name,
    files, total_bytes, request_sha256) values (gen_random_uuid(), 'cancelled', 'c', 'c', 'loans', '[]', 1,
    repeat('a', 64))`);
  const reopen = "update onboarding.imports set state = 'checked'";
  await expect(db.connect('risk_import').execute(reopen)).rejects.toThrow(/has ended as cancelled/);
});

test.each([
  ['risk_api_score', "set state = 'created'"],
  ['risk_api_score', "set started_at = now() - interval '2 days'"],
  ['risk_split', "set state = 'created'"],
  ['risk_etl', "set state = 'created'"],
] as const)('%s makes no started batch one that may be deleted, or older: %s', async (role, change) => {
  const unstart = `update predictions.batches ${change} where state = 'running'`;
  await expect(db.connect(role).execute(unstart)).rejects.toThrow(/cannot go from running/);
});

test('a batch that is done does not change', async () => {
  await db.superuser.query("update predictions.batches set state = 'done', result_bytes = 1 where state = 'running'");
  const fail = "update predictions.batches set (state, problem) = ('failed', 'because') where state = 'done'";
  await expect(db.connect('risk_split').execute(fail)).rejects.toThrow(/cannot go from done/);
});

test.each(['risk_api_score', 'risk_etl', 'risk_migrator'] as const)('%s cannot change a score', async (role) => {
  await expect(db.connect(role).execute('update predictions.risk_scores set score = 850')).rejects.toThrow(
    /permission denied|scores are evidence/,
  );
  await expect(db.connect(role).execute('delete from predictions.risk_scores')).rejects.toThrow(
    /permission denied|scores are evidence/,
  );
});

test.each([
  ['risk_api_read', 'model.stage_changed'],
  ['risk_training', 'prediction.overridden'],
  ['risk_training', 'person.erased'],
  ['risk_training', 'request.approved'],
  ['risk_training', 'gates.changed'],
  ['risk_api_read', 'Policy.approved'],
  ['risk_api_read', ' policy.approved'],
  ['risk_privacy', 'policies.approved'],
] as const)('%s may not write the audit event of another role: %s', async (role, action) => {
  const forged = `insert into audit.events (actor, action, subject) values ('jo', '${action}', 'c')`;
  await expect(db.connect(role).execute(forged)).rejects.toThrow(/events_role_check/);
});

test.each([
  ['risk_api_score', 'batch'],
  ['risk_api_score', 'file'],
  ['risk_etl', 'api'],
] as const)('%s stores no score of another role: %s', async (role, source) => {
  await expect(db.connect(role).execute(SCORE.replace("'api'", `'${source}'`))).rejects.toThrow(
    /risk_scores_role_check/,
  );
});

test('an audit event says which role wrote it', async () => {
  await db
    .connect('risk_training')
    .execute("insert into audit.events (actor, action, subject) values ('jo', 'model.registered', 'v9')");
  const { rows } = await db.superuser.query(
    "select role, at > now() - interval '1 minute' as is_now from audit.events",
  );
  expect(rows).toEqual([{ role: 'risk_training', is_now: true }]);
});

test('no role can change an audit event', async () => {
  await db
    .connect('risk_training')
    .execute("insert into audit.events (actor, action, subject) values ('a', 'model.refused', 'c')");
  await expect(db.connect('risk_migrator').execute("update audit.events set actor = 'x'")).rejects.toThrow(
    /never changed/,
  );
  await expect(db.connect('risk_migrator').execute('truncate audit.events')).rejects.toThrow(/never changed/);
});

test('risk_api_read stores an override, which no role can change', async () => {
  expect(await db.connect('risk_api_read').execute(OVERRIDE)).toBe(1);
  await expect(
    db.connect('risk_migrator').execute("update predictions.overrides set decision = 'approve'"),
  ).rejects.toThrow(/scores are evidence/);
  await expect(db.connect('risk_migrator').execute('truncate predictions.overrides')).rejects.toThrow(
    /scores are evidence/,
  );
});

test('risk_privacy deletes the scores of a customer with all that refers to them, and no others', async () => {
  const api = db.connect('risk_api_score');
  await api.execute(SCORE.replace('(prediction_id,', '(customer_id, prediction_id,').replace('(gen', "('c1', gen"));
  await api.execute(`insert into predictions.shadow_scores (prediction_id, model_version, pd, raw, score)
    select prediction_id, 'v1', 0.2, 0.2, 580 from predictions.risk_scores`);
  await db.connect('risk_api_read').execute(OVERRIDE);
  const erased = await db.connect('risk_privacy').query(readSqlFile('privacy/erase_scores.sql'), { customer_id: 'c1' });
  expect(erased).toEqual([{ deleted: 1 }]);
  const { rows } = await db.superuser.query(
    `select (select count(*) from predictions.risk_scores)::int as scores,
       (select count(*) from predictions.shadow_scores)::int as shadows,
       (select count(distinct prediction_id) from predictions.overrides)::int as overridden`,
  );
  expect(rows).toEqual([{ scores: 1, shadows: 1, overridden: 1 }]);
});

test('risk_privacy removes a customer from the samples of quality results, whatever is in its id', async () => {
  const run_id = '10000000-0000-7000-8000-000000000009';
  const [id, other] = ['c:1/2', 'c:1/3'];
  const samples = (name: string) => [
    name,
    `${name}:annual_income`,
    `transactions:${name}`,
    `history:${name}/2005-01-01`,
  ];
  await db.superuser.query(
    "insert into analytics.runs (run_id, as_of, execution_id, state) values ($1, '2005-09-01', 'samples', 'failed')",
    [run_id],
  );
  await db.superuser.query(
    `insert into analytics.quality_results (run_id, check_name, severity, failed_rows, total_rows, pass, sample_keys, description)
     values ($1, 'some', 'warn', 1, 1, false, $2, ''), ($1, 'none', 'warn', 1, 1, false, $3, '')`,
    [run_id, JSON.stringify([...samples(id), ...samples(other)]), JSON.stringify(samples(id))],
  );
  const statement = readSqlFile('privacy/remove_sample_keys.sql');
  await db.connect('risk_privacy').execute(statement, { customer_id: id });
  const { rows } = await db.superuser.query('select check_name, sample_keys from analytics.quality_results order by 1');
  expect(rows).toEqual([
    { check_name: 'none', sample_keys: [] },
    { check_name: 'some', sample_keys: samples(other) },
  ]);
  await db.superuser.query('delete from analytics.quality_results; delete from analytics.runs');
});

test('risk_prepare records a file of the running run, and of no other', async () => {
  const [ended, running] = ['10000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000002'];
  await db.superuser.query(
    `insert into analytics.runs (run_id, as_of, execution_id, state)
     values ($1, '2005-09-01', 'ended', 'published'), ($2, '2005-10-01', 'running', 'running')`,
    [ended, running],
  );
  const { rows } = await db.superuser.query('select run_id, fencing_token::int from analytics.runs');
  const record = async (run_id: string | undefined) => {
    const run = { ...rows.find((row) => row.run_id === run_id), as_of: '2005-10-01' };
    const file = { table: 'customers', name: 'c.csv', sha256: 'a'.repeat(64), mode: 'full' } as never;
    const prepared = { parts: [], delivered: 1, rejected: 0, rejected_values: [], size_bytes: 1 };
    await recordLoad(db.connect('risk_prepare'), run, file, prepared);
  };
  await expect(record(ended)).rejects.toMatchObject({ name: 'StaleFencingToken' });
  await record(running);
  await db.superuser.query("update analytics.runs set state = 'failed' where state = 'running'");
  await expect(record(running)).rejects.toMatchObject({ name: 'RunHasEnded' });
  const loads = await db.superuser.query('select run_id, file from staging.loads');
  expect(loads.rows).toEqual([{ run_id: running, file: 'c.csv' }]);
  await db.superuser.query('delete from staging.loads; delete from analytics.runs');
});

test('there is one champion at most', async () => {
  await expect(
    db.connect('risk_training').execute(`insert into predictions.model_metadata (version, kind, stage, onnx_key,
      onnx_sha256, size_bytes, manifest, job_name) values ('v2', 'xgboost', 'champion', 'k', 'h', 1, '{}', 'job2')`),
  ).rejects.toThrow(/model_metadata_one_champion/);
});

test('training changes the lifecycle stage of a model, and nothing else of it', async () => {
  const update = "update predictions.model_metadata set stage_reasons = '[]' where version = 'v1'";
  expect(await db.connect('risk_training').execute(update)).toBe(1);
});

test('at most one run is running', async () => {
  const open = (execution: string) =>
    db.connect('risk_etl').execute(`insert into analytics.runs (run_id, as_of, execution_id)
      values (gen_random_uuid(), '2005-10-01', '${execution}')`);
  await open('one');
  await expect(open('two')).rejects.toThrow(/runs_one_running/);
});
