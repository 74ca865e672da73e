-- The role of imports: the API's calls about them, and the function that reads the raw files. It runs as the cluster's
-- master user, like migration 0; rights come with migration 54. It can create no table, call no aws_s3 and read no row of
-- a person.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_import') then
    create role risk_import login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect on database %I to risk_import', current_database());
end
$$;
alter role risk_import set timezone to 'UTC';
comment on role risk_import is 'Imports: keeps the states of what people import, and reads nothing else';
