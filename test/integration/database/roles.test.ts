/** The grants of every database role, and what each role cannot do with them. */
import { recordLoad } from '../../../lambdas/ingest/prepare/record-load.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

/**
 * All grants by role: r = select, a = insert, w = update, d = delete; A and W: insert and update of some columns.
 */
const GRANTED: Record<string, Record<string, string>> = {
  risk_etl: {
    'staging.customers': 'rawd',
    'staging.loan_applications': 'rawd',
    'staging.credit_history': 'raw',
    'staging.transactions': 'raw',
    'staging.superseded_rows': 'rad',
    'staging.loads': 'r',
    'staging.rejected_rows': 'rawd',
    'staging.attributes': 'rawd',
    'staging.full_deliveries': 'r',
    'staging.published_applications': 'r',
    'staging.published_attributes': 'r',
    'staging.refused_customers': 'r',
    'analytics.runs': 'raw',
    'analytics.risk_features': 'rad',
    'analytics.customer_features': 'rad',
    'analytics.publications': 'rA',
    'analytics.quality_results': 'raw',
    'analytics.monitoring_results': 'r',
    'analytics.run_stages': 'ra',
    'analytics.current_features': 'r',
    'analytics.current_customer_features': 'r',
    'analytics.training_examples': 'r',
    'analytics.run_lineage': 'r',
    'predictions.model_metadata': 'r',
    'predictions.risk_scores': 'rA',
    'predictions.shadow_scores': 'rA',
    'predictions.batches': 'W',
    'predictions.batch_parts': 'ra',
    'predictions.held_overrides': 'r',
  },
  // The readers of foreign files have no right on a whole table; the tests below name what they have.
  risk_prepare: {},
  risk_split: { 'predictions.batches': 'W' },
  risk_training: {
    'staging.published_attributes': 'r',
    'analytics.runs': 'r',
    'analytics.publications': 'r',
    'analytics.current_features': 'r',
    'analytics.training_examples': 'r',
    'analytics.monitoring_results': 'r',
    'predictions.model_metadata': 'rAW',
    'predictions.model_history': 'r',
    'predictions.shadow_scores': 'r',
    'audit.events': 'A',
  },
  risk_api_score: {
    'staging.published_attributes': 'r',
    'analytics.runs': 'r',
    'analytics.publications': 'r',
    'analytics.current_features': 'r',
    'analytics.current_customer_features': 'r',
    'analytics.run_lineage': 'r',
    'predictions.model_metadata': 'r',
    'predictions.risk_scores': 'rA',
    'predictions.shadow_scores': 'rA',
    'predictions.batch_requests': 'rA',
    'predictions.batches': 'aWd',
    'predictions.batch_parts': 'r',
    'predictions.held_overrides': 'r',
    'predictions.overridden_scores': 'r',
  },
  risk_api_read: {
    'analytics.runs': 'r',
    'analytics.publications': 'r',
    'analytics.quality_results': 'r',
    'analytics.monitoring_results': 'r',
    'predictions.model_metadata': 'r',
    'predictions.model_history': 'r',
    'predictions.risk_scores': 'r',
    'predictions.shadow_scores': 'r',
    'predictions.overrides': 'rA',
    'predictions.held_overrides': 'r',
    'reporting.score_distribution': 'r',
    'reporting.runs': 'r',
    'reporting.champion': 'r',
    'reporting.run_files': 'r',
    'reporting.rejections': 'r',
    'reporting.band_performance': 'r',
    'reporting.drift': 'r',
    'reporting.drift_bins': 'r',
    'reporting.model_performance': 'r',
    'reporting.bands_daily': 'r',
    'reporting.decisions_daily': 'r',
    'reporting.feature_importance': 'r',
    'reporting.freshness': 'r',
    'reporting.held_overrides': 'r',
    'reporting.models': 'r',
    'reporting.quality': 'r',
    'reporting.run_stages': 'r',
    'reporting.score_histogram': 'r',
    'reporting.segment_pairs': 'r',
    'reporting.segments': 'r',
    'reporting.dimensions': 'r',
    'reporting.segment_names': 'r',
    'reporting.segment_totals': 'r',
    'reporting.segment_applications': 'r',
    'audit.events': 'A',
  },
  risk_reporting: {
    'reporting.score_distribution': 'r',
    'reporting.runs': 'r',
    'reporting.champion': 'r',
    'reporting.run_files': 'r',
    'reporting.rejections': 'r',
    'reporting.band_performance': 'r',
    'reporting.drift': 'r',
    'reporting.drift_bins': 'r',
    'reporting.model_performance': 'r',
    'reporting.bands_daily': 'r',
    'reporting.decisions_daily': 'r',
    'reporting.feature_importance': 'r',
    'reporting.freshness': 'r',
    'reporting.held_overrides': 'r',
    'reporting.models': 'r',
    'reporting.quality': 'r',
    'reporting.run_stages': 'r',
    'reporting.score_histogram': 'r',
    'reporting.segment_pairs': 'r',
    'reporting.segments': 'r',
  },
  risk_monitoring: {
    'staging.published_applications': 'r',
    'staging.published_attributes': 'r',
    'analytics.publications': 'r',
    'analytics.quality_results': 'r',
    'analytics.monitoring_results': 'rawd',
    'staging.loads': 'r',
    'staging.rejected_rows': 'r',
    'predictions.shadow_scores': 'r',
    'analytics.scored_applications': 'rawd',
    'predictions.model_metadata': 'r',
    'predictions.risk_scores': 'r',
    'predictions.overrides': 'r',
    'predictions.held_overrides': 'r',
    'reporting.refresh_state': 'rw',
    'reporting.refreshed_runs': 'rad',
    'reporting.stale_days': 'rad',
    'reporting.dimensions': 'rawd',
    'reporting.segment_names': 'rawd',
    'reporting.score_totals': 'rad',
    'reporting.segment_totals': 'rad',
    'reporting.segment_applications': 'rad',
    'reporting.day_totals': 'rad',
    'reporting.model_importances': 'rawd',
  },
  risk_privacy: {
    'staging.customers': 'rd',
    'staging.loan_applications': 'rd',
    'staging.credit_history': 'rd',
    'staging.transactions': 'rd',
    'staging.superseded_rows': 'rd',
    'staging.rejected_rows': 'rd',
    'analytics.risk_features': 'rd',
    'analytics.customer_features': 'rd',
    'predictions.risk_scores': 'rd',
    'predictions.shadow_scores': 'rd',
    'predictions.overrides': 'rd',
    'analytics.scored_applications': 'rd',
    'reporting.segment_applications': 'rd',
    'reporting.dimensions': 'r',
    'reporting.segment_names': 'rd',
    'audit.events': 'rA',
    'predictions.batch_requests': 'rd',
    'analytics.runs': 'r',
    'analytics.quality_results': 'rW',
  },
};

const LETTERS = { SELECT: 'r', INSERT: 'a', UPDATE: 'w', DELETE: 'd', TRUNCATE: 't' };
/** Columns that only the database fills, by the tables in which no role may name them. */
const FILLED_BY_DATABASE = {
  'analytics.publications': ['published_at'],
  'audit.events': ['at', 'event_id', 'role'],
  'predictions.batch_requests': ['asked_at'],
  'predictions.model_metadata': ['registered_at'],
  'predictions.overrides': ['decided_at'],
  'predictions.risk_scores': ['scored_at'],
  'predictions.shadow_scores': ['scored_at'],
};

test.each(Object.keys(GRANTED))('%s has exactly these grants', async (role) => {
  const { rows } = await db.superuser.query(
    `select c.oid::regclass::text as relation, p.name as privilege, has_table_privilege($1, c.oid, p.name) as is_whole
     from pg_class c
     cross join unnest($2::text[]) as p (name)
     where c.relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting')
       and c.relkind in ('r', 'v', 'p') and not c.relispartition and (has_table_privilege($1, c.oid, p.name)
         or p.name in ('INSERT', 'UPDATE') and has_any_column_privilege($1, c.oid, p.name))`,
    [role, Object.keys(LETTERS)],
  );
  const granted: Record<string, string> = {};
  for (const [privilege, letter] of Object.entries(LETTERS)) {
    for (const row of rows.filter((candidate) => candidate.privilege === privilege)) {
      granted[row.relation] = (granted[row.relation] ?? '') + (row.is_whole ? letter : letter.toUpperCase());
    }
  }
  expect(granted).toEqual(GRANTED[role]);
});

test('no role sets what the database fills: times, and who wrote an audit event', async () => {
  const { rows } = await db.superuser.query(
    `select c.oid::regclass::text as relation, array_agg(a.attname::text order by a.attname) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.oid::regclass::text = any($1) and not exists (
       select from unnest($2::text[]) as r (name)
       where has_column_privilege(r.name, c.oid, a.attnum, 'INSERT')
         or has_column_privilege(r.name, c.oid, a.attnum, 'UPDATE'))
     group by c.oid`,
    [Object.keys(FILLED_BY_DATABASE), Object.keys(GRANTED)],
  );
  expect(Object.fromEntries(rows.map(({ relation, columns }) => [relation, columns]))).toEqual(FILLED_BY_DATABASE);
});

test.each([
  ['risk_prepare', []],
  [
    'risk_split',
    [
      'predictions.batches SELECT as_of batch_id challenger_version client_id execution_id id_secret model_version',
      '... policy_version reasons requested_by started_at state upload_version',
      'predictions.batches UPDATE as_of challenger_version detail ended_at execution_id file_sha256 input model_version',
      '... parts policy_version problem result_bytes rows_read state',
      'predictions.model_metadata SELECT manifest manifest_sha256 onnx_key onnx_sha256 stage version',
    ],
  ],
] as const)('%s has exactly these rights on columns', async (role, expected) => {
  const { rows } = await db.superuser.query(
    `select concat_ws(' ', c.oid::regclass, p.name, string_agg(a.attname, ' ' order by a.attname)) as granted
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     cross join unnest(array['SELECT', 'INSERT', 'UPDATE']) as p (name)
     where c.relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting')
       and c.relkind in ('r', 'v', 'p') and has_column_privilege($1, c.oid, a.attnum, p.name)
     group by c.oid, p.name
     order by 1`,
    [role],
  );
  expect(rows.map(({ granted }) => granted).join('\n')).toBe(expected.join('\n').replaceAll('\n...', ''));
});

test('risk_prepare runs one function that changes something or has more rights, and risk_split none', async () => {
  const { rows } = await db.superuser.query(
    `select r.rolname as role, p.oid::regproc::text as function
     from pg_proc p cross join pg_roles r
     where r.rolname in ('risk_prepare', 'risk_split') and has_function_privilege(r.oid, p.oid, 'EXECUTE')
       and p.prorettype <> 'trigger'::regtype and (p.prosecdef or p.provolatile = 'v')
       and has_schema_privilege(r.oid, p.pronamespace, 'USAGE')
       and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`,
  );
  expect(rows).toEqual([{ role: 'risk_prepare', function: 'staging.record_load' }]);
});

test('a function of a later migration is for the roles that it names', async () => {
  const migrator = db.connect('risk_migrator');
  await migrator.execute('create function audit.later() returns int language sql as $$ select 1 $$');
  await expect(db.connect('risk_etl').query('select audit.later()')).rejects.toThrow(/permission denied/);
});

test('only the daily workflow reads a partition by its name, or deletes its rows', async () => {
  const { rows } = await db.superuser.query(
    `select distinct r.rolname as role, p.name as privilege
     from pg_class c
     cross join pg_roles r
     cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as p (name)
     where c.relispartition and c.relkind = 'r' and r.rolname like 'risk\\_%'
       and r.rolname not in ('risk_migrator', 'risk_master') and has_table_privilege(r.oid, c.oid, p.name)
     order by 2`,
  );
  expect(rows).toEqual([
    { role: 'risk_etl', privilege: 'DELETE' },
    { role: 'risk_etl', privilege: 'SELECT' },
  ]);
});

describe('as itself', () => {
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
      .execute("insert into audit.events (actor, action, subject) values ('a', 'b', 'c')");
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
    const erased = await db
      .connect('risk_privacy')
      .query(readSqlFile('privacy/erase_scores.sql'), { customer_id: 'c1' });
    expect(erased).toEqual([{ deleted: 1 }]);
    const { rows } = await db.superuser.query(
      `select (select count(*) from predictions.risk_scores)::int as scores,
         (select count(*) from predictions.shadow_scores)::int as shadows,
         (select count(distinct prediction_id) from predictions.overrides)::int as overridden`,
    );
    expect(rows).toEqual([{ scores: 1, shadows: 1, overridden: 1 }]);
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
      const prepared = { parts: [], delivered: 1, rejected: 0, size_bytes: 1 };
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
});
