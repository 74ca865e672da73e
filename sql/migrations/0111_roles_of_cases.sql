-- The roles of cases: the API's calls, and the watch of due times. It runs as the cluster's master user, like migration 0;
-- rights come with the migrations of the schemas. Neither role can create a table, call aws_s3 or change a row by itself.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['risk_cases', 'risk_deadlines'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole', role_name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), role_name);
    execute format('alter role %I set timezone to ''UTC''', role_name);
  end loop;
end
$$;

comment on role risk_cases is 'API: cases with their evidence, notices and attachments; changes them by functions only';
comment on role risk_deadlines is 'Watch of due times: counts what is overdue, and opens cases of approvals that have expired';
