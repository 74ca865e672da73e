-- The roles of the API's governance calls and of simulations. It runs as the cluster's master user, like migration 0;
-- rights come with migrations 78 to 81. Neither role can create a table, call aws_s3 or read a row of a person.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['risk_governance', 'risk_simulation'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole', role_name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), role_name);
    execute format('alter role %I set timezone to ''UTC''', role_name);
  end loop;
end
$$;

comment on role risk_governance is 'API: policies, requests that need approval, experiments; changes them by functions only';
comment on role risk_simulation is 'Simulations: decides stored evidence again under another policy or model, and stores figures';
