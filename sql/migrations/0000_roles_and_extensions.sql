-- The one migration that runs as the cluster's master user: extensions, roles, and the runner's own book.
-- Everything after it belongs to risk_migrator.

create extension if not exists aws_s3 cascade;

-- Roles log in with a password that the runner sets as a SCRAM verifier from each role's secret.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['risk_migrator', 'risk_etl', 'risk_training', 'risk_api_score', 'risk_api_read',
                                   'risk_reporting', 'risk_privacy'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole', role_name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), role_name);
    execute format('alter role %I set timezone to ''UTC''', role_name);
  end loop;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant create on database %I to risk_migrator', current_database());
  -- Imports pass through a temporary table; a training set is exported from one too.
  execute format('grant temporary on database %I to risk_etl, risk_training', current_database());
end
$$;

comment on role risk_migrator is 'Owns every schema and runs the migrations';
comment on role risk_etl is 'Daily ETL: fills staging and analytics, stores batch scores';
comment on role risk_training is 'Training: reads training examples, exports them, registers models';
comment on role risk_api_score is 'API: reads features, inserts scores';
comment on role risk_api_read is 'API: reads reports and scores';
comment on role risk_reporting is 'Dashboards and BI tools: reads reporting.* only';
comment on role risk_privacy is 'Access and erasure on behalf of a person';

-- A partition's features are sorted and hashed in memory; compiling their long expressions takes longer than running them.
alter role risk_etl set work_mem = '64MB';
alter role risk_etl set jit = off;

revoke create on schema public from public;

-- The master creates schemas on behalf of the owner, so it needs to be able to act as it.
grant risk_migrator to current_user;

grant usage on schema aws_s3, aws_commons to risk_etl, risk_training;
grant execute on all functions in schema aws_s3, aws_commons to risk_etl, risk_training;

create schema if not exists audit authorization risk_migrator;
comment on schema audit is 'Append-only records of who did what, and the migrations that were applied';

create table audit.migrations (
  name text primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default now()
);
comment on table audit.migrations is 'One row per applied migration file; written by the migration runner only';
comment on column audit.migrations.name is 'File name in sql/migrations';
comment on column audit.migrations.sha256 is 'SHA-256 of the file as it was applied, hex; a file that changes afterwards is refused';
comment on column audit.migrations.applied_at is 'When the file''s transaction began';
alter table audit.migrations owner to risk_migrator;
