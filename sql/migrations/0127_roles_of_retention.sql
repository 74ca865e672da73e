-- The role of the retention workflow. It runs as the cluster's master user, like migration 0; rights come with migration
-- 130. It reads no row itself: it calls the functions that delete what the schedule names.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_retention') then
    create role risk_retention login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect on database %I to risk_retention', current_database());
  alter role risk_retention set timezone to 'UTC';
end
$$;

comment on role risk_retention is 'Retention: deletes what the schedule says, by functions only, and stores what went';
