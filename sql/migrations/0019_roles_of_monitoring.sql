-- The role that turns scores into figures. It runs as the cluster's master user, like migration 0; grants come with the
-- tables.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_monitoring') then
    create role risk_monitoring login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect, temporary on database %I to risk_monitoring', current_database());
end
$$;
alter role risk_monitoring set timezone to 'UTC';
-- A million scores are sorted and hashed in memory; compiling their expressions takes longer than running them.
alter role risk_monitoring set work_mem = '64MB';
alter role risk_monitoring set jit = off;
comment on role risk_monitoring is
  'Monitoring: reads scores and their outcomes, fills the tables of reporting and the results of measurements';
