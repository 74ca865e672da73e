/** The grants of every database role. role-limits.test.ts tries what the roles cannot do with them. */
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

/** Of a role that reads which policies decide. */
const POLICY_READER = {
  'policies.versions': 'r',
  'policies.assignments': 'r',
  'policies.assignment_history': 'r',
  'policies.version_states': 'r',
};

/** Of a role that reads the results of experiments. */
const EXPERIMENT_READER = {
  'policies.experiment_arms': 'r',
  'policies.experiment_checks': 'r',
  'policies.experiment_failures': 'r',
  'policies.experiment_states': 'r',
  'policies.experiment_stops': 'r',
  'policies.experiments': 'r',
};

/**
 * All grants by role: r = select, a = insert, w = update, d = delete; A and W: insert and update of some columns.
 */
const GRANTED: Record<string, Record<string, string>> = {
  risk_etl: {
    ...POLICY_READER,
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
    'privacy.restricted_customers': 'r',
  },
  // The readers of foreign files have no right on a whole table; the tests below name what they have.
  risk_prepare: {},
  // It runs functions that return records, and reads the book of the trail.
  risk_audit: {
    'audit.watermarks': 'r',
    'audit.entries': 'rA',
    'audit.heads': 'rA',
    'audit.deletions': 'r',
  },
  risk_split: { 'predictions.batches': 'W' },
  risk_import: { 'onboarding.imports': 'raW' },
  // Everything that they change beyond simulations, they change by functions.
  risk_governance: {
    ...POLICY_READER,
    ...EXPERIMENT_READER,
    'policies.simulations': 'rAW',
    'events.deliveries': 'r',
    'governance.controls': 'r',
    'governance.gates': 'r',
    'governance.requests': 'r',
    'audit.listed_events': 'r',
    'governance.role_changes': 'r',
    'governance.person_roles': 'r',
    'governance.role_drifts': 'r',
    'staging.published_attributes': 'r',
  },
  // Of decisions, features, models and files it reads columns; test/integration/simulation names what it must not.
  risk_simulation: {
    ...POLICY_READER,
    'policies.simulations': 'rW',
    'analytics.publication_times': 'r',
    'analytics.publications': 'r',
    'staging.published_applications': 'r',
    'staging.published_attributes': 'r',
  },
  // They change cases by functions only.
  risk_cases: {
    'cases.cases': 'r',
    'cases.actions': 'r',
    // Of contests it reads columns, not the hash of a token.
    'cases.attachments': 'r',
    'cases.settings': 'r',
    'notices.notices': 'r',
    'notices.duties': 'r',
    'notices.deadlines': 'r',
    'predictions.risk_scores': 'r',
    'predictions.overrides': 'r',
    'predictions.held_overrides': 'r',
    'analytics.counted_scores': 'r',
    'reporting.dimensions': 'r',
    'reporting.segment_names': 'r',
  },
  // Sequences, leases and results it changes by functions only.
  risk_events: { 'events.outbox': 'r', 'events.endpoints': 'r', 'events.deliveries': 'r' },
  risk_deadlines: { 'cases.deadlines': 'r', 'notices.deadlines': 'r', 'privacy.deadlines': 'r' },
  // Of models and customers it reads columns: the scale of scores, the sealed name and address.
  risk_notices: {
    'notices.notices': 'r',
    'notices.duties': 'r',
    'notices.deadlines': 'r',
    'predictions.risk_scores': 'r',
    'predictions.overrides': 'r',
    'predictions.held_overrides': 'r',
  },
  // They reach contests and attachments by functions only.
  risk_applicant: {},
  risk_attachments: {},
  risk_training: {
    ...POLICY_READER,
    'staging.published_attributes': 'r',
    'analytics.runs': 'r',
    'analytics.publications': 'r',
    'analytics.current_features': 'r',
    'analytics.training_examples': 'r',
    'analytics.monitoring_results': 'r',
    'predictions.model_metadata': 'rAW',
    'predictions.model_history': 'r',
    'predictions.shadow_scores': 'r',
    'governance.gates': 'r',
    'governance.requests': 'r',
    'audit.events': 'A',
    'privacy.restricted_customers': 'r',
  },
  risk_api_score: {
    ...POLICY_READER,
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
    'privacy.restricted_customers': 'r',
  },
  risk_api_read: {
    ...POLICY_READER,
    'analytics.changed_applications': 'r',
    'analytics.newest_applications': 'r',
    'analytics.feature_counts': 'r',
    'analytics.unscored_day': 'r',
    'analytics.waiting_imports': 'r',
    'staging.published_attributes': 'r',
    'privacy.restricted_customers': 'r',
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
    'reporting.portfolio_scores': 'r',
    'reporting.portfolio_segments': 'r',
    'reporting.portfolio_days': 'r',
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
    ...POLICY_READER,
    ...EXPERIMENT_READER,
    'policies.experiment_checks': 'raw',
    'staging.published_applications': 'r',
    'staging.published_attributes': 'r',
    'analytics.publications': 'r',
    'analytics.quality_results': 'r',
    'analytics.monitoring_results': 'rawd',
    'staging.loads': 'r',
    'staging.rejected_rows': 'r',
    'predictions.shadow_scores': 'r',
    'analytics.scored_applications': 'rawd',
    'analytics.counted_scores': 'rawd',
    'analytics.current_decisions': 'r',
    'analytics.changed_decisions': 'r',
    'analytics.publication_times': 'r',
    'predictions.model_metadata': 'r',
    'predictions.risk_scores': 'r',
    'predictions.overrides': 'r',
    'predictions.held_overrides': 'r',
    'reporting.refresh_state': 'rw',
    'reporting.refreshed_runs': 'rad',
    'reporting.stale_days': 'rad',
    'reporting.stale_months': 'rad',
    'reporting.counted_days': 'rawd',
    'reporting.counted_months': 'rawd',
    'reporting.segment_month_totals': 'rad',
    'reporting.dimensions': 'rawd',
    'reporting.segment_names': 'rawd',
    'reporting.score_totals': 'rad',
    'reporting.segment_totals': 'rad',
    'reporting.segment_applications': 'rad',
    'reporting.day_totals': 'rad',
    'reporting.model_importances': 'rawd',
  },
  risk_privacy: {
    'cases.attachments': 'rd',
    'contests.contests': 'rd',
    'notices.notices': 'rd',
    'notices.duties': 'rd',
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
    'analytics.counted_scores': 'rd',
    'reporting.stale_days': 'a',
    'reporting.stale_months': 'a',
    'reporting.segment_applications': 'rd',
    'reporting.dimensions': 'r',
    'reporting.segment_names': 'rd',
    'audit.events': 'rA',
    'predictions.batch_requests': 'rd',
    'analytics.runs': 'r',
    'events.outbox': 'rd',
    'events.deliveries': 'rd',
    'analytics.quality_results': 'rW',
    'privacy.rectifications': 'rd',
    'privacy.restrictions': 'rd',
    'cases.cases': 'rd',
    'cases.actions': 'r',
    'privacy.held_rectifications': 'r',
    'privacy.requests': 'r',
    'privacy.retention_results': 'r',
    'privacy.retention_runs': 'r',
  },
  // Of what it deletes it reads what says how old a row is.
  risk_retention: {
    'analytics.counted_scores': 'd',
    'analytics.customer_features': 'd',
    'analytics.publications': 'r',
    'analytics.risk_features': 'd',
    'analytics.scored_applications': 'd',
    'analytics.quality_results': 'W',
    'cases.attachments': 'r',
    'cases.cases': 'd',
    'contests.contests': 'd',
    'notices.notices': 'd',
    'notices.duties': 'd',
    'predictions.batch_requests': 'd',
    'predictions.held_overrides': 'r',
    'predictions.overrides': 'd',
    'predictions.risk_scores': 'd',
    'predictions.shadow_scores': 'd',
    'privacy.requests': 'd',
    'privacy.restricted_customers': 'r',
    'privacy.rectifications': 'rd',
    'privacy.restrictions': 'rd',
    'privacy.retention_results': 'r',
    'privacy.retention_runs': 'r',
    'reporting.segment_applications': 'd',
    'staging.credit_history': 'd',
    'staging.customers': 'd',
    'staging.full_deliveries': 'r',
    'staging.loan_applications': 'd',
    'staging.rejected_rows': 'rd',
    'staging.superseded_rows': 'rd',
    'staging.transactions': 'd',
  },
};

const LETTERS = { SELECT: 'r', INSERT: 'a', UPDATE: 'w', DELETE: 'd', TRUNCATE: 't' };
/** Columns that only the database fills, by the tables in which no role may name them. */
const FILLED_BY_DATABASE = {
  'analytics.publications': ['published_at'],
  'audit.deletions': ['deleted_at', 'deletion_id', 'relation', 'role', 'row_id', 'transaction_id'],
  'audit.entries': ['planned_at'],
  'audit.events': ['at', 'event_id', 'role', 'transaction_id'],
  'audit.heads': ['recorded_at'],
  'audit.watermarks': ['horizon', 'taken_at', 'transaction_id'],
  'predictions.batch_requests': ['asked_at'],
  'predictions.model_metadata': ['registered_at'],
  'predictions.overrides': ['decided_at', 'transaction_id'],
  'predictions.risk_scores': ['scored_at', 'transaction_id'],
  'predictions.shadow_scores': ['scored_at'],
  'policies.simulations': ['started_at'],
};

test.each(Object.keys(GRANTED))('%s has exactly these grants', async (role) => {
  const { rows } = await db.superuser.query(
    `select c.oid::regclass::text as relation, p.name as privilege, has_table_privilege($1, c.oid, p.name) as is_whole
     from pg_class c
     cross join unnest($2::text[]) as p (name)
     where c.relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting',
       'onboarding', 'policies', 'governance', 'privacy', 'cases', 'contests', 'events', 'notices')
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
      'policies.versions SELECT document version',
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
     where c.relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting',
       'onboarding', 'policies', 'governance', 'privacy', 'cases', 'events')
       and c.relkind in ('r', 'v', 'p') and has_column_privilege($1, c.oid, a.attnum, p.name)
     group by c.oid, p.name
     order by 1`,
    [role],
  );
  expect(rows.map(({ granted }) => granted).join('\n')).toBe(expected.join('\n').replaceAll('\n...', ''));
});

test('risk_prepare runs one function that changes something or has more rights, and risk_split reads what decides', async () => {
  const { rows } = await db.superuser.query(
    `select r.rolname as role, p.oid::regproc::text as function
     from pg_proc p cross join pg_roles r
     where r.rolname in ('risk_prepare', 'risk_split') and has_function_privilege(r.oid, p.oid, 'EXECUTE')
       and p.prorettype <> 'trigger'::regtype and (p.prosecdef or p.provolatile = 'v')
       and has_schema_privilege(r.oid, p.pronamespace, 'USAGE')
       and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`,
  );
  // The second one is that of the release before, without rejected values.
  const recordLoad = { role: 'risk_prepare', function: 'staging.record_load' };
  const findServing = { role: 'risk_split', function: 'policies.find_serving' };
  expect(rows).toEqual([recordLoad, recordLoad, findServing]);
});

test('risk_audit runs the functions of the trail, those that catch up with the time, and no other', async () => {
  const { rows } = await db.superuser.query(
    `select p.oid::regproc::text as function
     from pg_proc p
     where p.pronamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting',
       'onboarding', 'policies', 'governance', 'privacy', 'cases', 'events')
       and has_function_privilege('risk_audit', p.oid, 'EXECUTE') and p.prorettype <> 'trigger'::regtype
       and has_schema_privilege('risk_audit', p.pronamespace, 'USAGE')
     order by 1`,
  );
  const names = [
    'find_entry',
    'find_first_decision',
    'find_oldest_unrecorded',
    'format_time',
    'list_missing',
    'list_records',
    'list_unrecorded',
  ];
  names.push('plan_earlier_decisions', 'plan_entries', 'plan_window', 'record_policy', 'take_watermark');
  const catchUp = ['governance.count_waiting', 'governance.expire', 'policies.record_activations'];
  expect(rows.map((row) => row.function)).toEqual([...names.map((name) => `audit.${name}`), ...catchUp]);
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
