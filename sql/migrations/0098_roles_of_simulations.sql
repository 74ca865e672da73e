-- Simulations export stored evidence through a temporary table. It runs as the cluster's master user, like migration 0;
-- rights to read come with migration 99.

do $$
begin
  execute format('grant temporary on database %I to risk_simulation', current_database());
end
$$;

grant usage on schema aws_s3, aws_commons to risk_simulation;
grant execute on all functions in schema aws_s3, aws_commons to risk_simulation;
