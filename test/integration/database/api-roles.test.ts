/** An attacker who runs any SQL as a role of the API can do no more than the API itself. */
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

const ROLES = ['risk_api_score', 'risk_api_read'] as const;

/** Ways out of a role: to files, programs, other roles, other objects, or around the rules on evidence. */
const WAYS_OUT = [
  "select pg_read_file('/etc/passwd')",
  "select pg_ls_dir('/')",
  "select lo_import('/etc/passwd')",
  "copy (select 1) to program 'true'",
  "copy predictions.model_metadata to '/tmp/models'",
  "select aws_s3.query_export_to_s3('select 1', aws_commons.create_s3_uri('bucket', 'key', 'eu-west-1'))",
  'select rolpassword from pg_authid',
  'set role risk_migrator',
  'set session authorization risk_migrator',
  "alter role risk_migrator password 'mine'",
  'grant risk_migrator to current_user',
  'create role mine superuser',
  'create schema mine',
  'create table predictions.mine (id int)',
  'create temporary table mine (id int)',
  'create function mine() returns int language sql as $$ select 1 $$',
  'create extension dblink',
  'alter table predictions.risk_scores disable trigger all',
  'drop table predictions.risk_scores',
  'drop trigger refuse_change on predictions.risk_scores',
  'truncate predictions.risk_scores',
  'update predictions.risk_scores set score = 850',
  'delete from predictions.risk_scores',
  'insert into predictions.model_metadata select * from predictions.model_metadata',
  'insert into analytics.publications select * from analytics.publications',
  'select * from staging.customers',
  'select * from staging.credit_history',
  'select * from audit.events',
  'delete from audit.events',
  "set session_replication_role = 'replica'",
];

test.each(ROLES.flatMap((role) => WAYS_OUT.map((sql) => [role, sql] as const)))('%s may not: %s', async (role, sql) => {
  await expect(db.connect(role).execute(sql)).rejects.toThrow(/permission denied|must be owner|must be superuser/i);
});

test.each(ROLES)('%s owns nothing, inherits from no role and has no attribute but to log in', async (role) => {
  const { rows } = await db.superuser.query(
    `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin,
       (select count(*)::int from pg_class where relowner = r.oid) as owned,
       (select array_agg(roleid::regrole::text) from pg_auth_members where member = r.oid) as member_of
     from pg_roles r where rolname = $1`,
    [role],
  );
  const no = { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false };
  expect(rows).toEqual([{ ...no, rolcanlogin: true, owned: 0, member_of: null }]);
});

test.each(ROLES)('%s may call no function of ours that does more than its caller may', async (role) => {
  const { rows } = await db.superuser.query(
    `select oid::regprocedure::text as function from pg_proc
     where prosecdef and pronamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'reporting', 'audit')
       and has_function_privilege($1, oid, 'execute')`,
    [role],
  );
  expect(rows).toEqual([]);
});
