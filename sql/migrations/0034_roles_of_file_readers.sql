-- The roles of the two functions that decompress and parse files of others: delivered files and uploaded batches. It
-- runs as the cluster's master user, like migration 0; rights come with migration 35. Neither role can create a table,
-- call aws_s3 or read a row of a person.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['risk_prepare', 'risk_split'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole', role_name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), role_name);
    execute format('alter role %I set timezone to ''UTC''', role_name);
  end loop;
end
$$;

comment on role risk_prepare is 'Preparation of delivered files: records a file of the running run, and reads nothing';
comment on role risk_split is 'Splitting of uploaded batches: claims a batch and records its parts';
