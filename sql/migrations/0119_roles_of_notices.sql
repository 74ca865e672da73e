-- The role of the worker that issues and sends notices. It runs as the cluster's master user, like migration 0; rights come
-- with migration 121. It cannot create a table, call aws_s3 or change a row by itself.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_notices') then
    create role risk_notices login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect on database %I to risk_notices', current_database());
  alter role risk_notices set timezone to 'UTC';
end
$$;

comment on role risk_notices is 'Worker of notices: issues those that are owed and sends them by e-mail; reads sealed names and addresses';
