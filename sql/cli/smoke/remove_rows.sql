-- Empties every table that deliveries, models and predictions fill, in one statement: all or nothing. Audit events stay,
-- and they name ids only. It runs as the owner of the tables, because evidence refuses every other role.
-- A run that no smoke test opened fails it, also one that was opened since the test looked.
do $$
declare
  evidence text[];
  emptied text;
  relation text;
begin
  lock table analytics.runs in access exclusive mode;
  if exists (select from analytics.runs where execution_id not like '%:smoke-%') then
    raise exception 'the database has a run that no smoke test opened: nothing is removed';
  end if;
  select string_agg(format('%I.%I', schemaname, tablename), ', ') into emptied
  from pg_tables
  where schemaname in ('staging', 'analytics', 'predictions', 'reporting', 'contests', 'notices')
    or (schemaname = 'cases' and tablename <> 'settings') -- they name predictions
    or (schemaname = 'policies' and tablename like 'experiment%') -- they name models
    or (schemaname = 'events' and tablename in ('outbox', 'deliveries'));
  -- The triggers that keep evidence are switched off until the end of this transaction.
  select array_agg(distinct tgrelid::regclass::text) into evidence
  from pg_trigger
  where not tgisinternal and tgtype & 32 = 32 -- fires on truncate
    and tgrelid::regclass::text like any (array['staging.%', 'analytics.%', 'predictions.%', 'reporting.%',
      'cases.%', 'contests.%', 'notices.%', 'policies.experiment%']);
  foreach relation in array evidence loop
    execute format('alter table %s disable trigger user', relation);
  end loop;
  execute 'truncate ' || emptied;
  foreach relation in array evidence loop
    execute format('alter table %s enable trigger user', relation);
  end loop;
  delete from events.endpoints where name = 'smoke';
  delete from privacy.requests where why = 'A smoke test asks for it.';
  delete from privacy.retention_results using privacy.retention_runs run
  where retention_results.retention_run_id = run.retention_run_id and run.execution_id like '%:smoke-%';
  delete from privacy.retention_runs where execution_id like '%:smoke-%';
  -- Imports of others are no data of runs, and stay.
  delete from onboarding.imports where mapping_name = 'smoke';
  delete from policies.simulations where request ->> 'policy_version' like 'smoke-%';
  -- What was proposed stays, as the audit events do.
  delete from policies.versions where version like 'smoke-%' and state in ('draft', 'simulated');
  -- As after the migrations: its one row, with everything still to be counted.
  insert into reporting.refresh_state (pending) values (true);
end
$$
