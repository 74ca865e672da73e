-- The role of the publisher of events. It runs as the cluster's master user, like migration 0; rights come with
-- migrations 132 and 133. The role cannot create a table, call aws_s3 or read a row of a person.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_events') then
    create role risk_events login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect on database %I to risk_events', current_database());
  alter role risk_events set timezone to 'UTC';
end
$$;

comment on role risk_events is 'Events: publishes what the outbox holds to the event bus and to webhooks';
