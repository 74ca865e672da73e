-- The role of the function that writes the audit trail. It runs as the cluster's master user, like migration 0; rights
-- come with migration 42. It exports records, for which the local server needs a temporary table, and imports nothing.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_audit') then
    create role risk_audit login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect, temporary on database %I to risk_audit', current_database());
end
$$;
alter role risk_audit set timezone to 'UTC';
comment on role risk_audit is 'Audit trail: reads records of evidence, which name no person, and keeps the book of the trail';

grant usage on schema aws_s3, aws_commons to risk_audit;
grant execute on all functions in schema aws_s3, aws_commons to risk_audit;
