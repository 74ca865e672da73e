-- Stores a simulation that begins, unless too many run. One whose execution can no longer run does not count.
-- Grain: one row: whether it was stored. Parameters: simulation_id, requested_by, client_id, request (JSON),
-- document_sha256, max_running.
with running as (
  select count(*) as simulations
  from policies.simulations
  where state = 'running' and started_at > clock_timestamp() - interval '1 hour'
),
stored as (
  insert into policies.simulations (simulation_id, requested_by, client_id, request, document_sha256)
  select cast(:simulation_id as uuid), :requested_by, :client_id, cast(:request as jsonb), :document_sha256
  from running
  where simulations < cast(:max_running as integer)
  returning simulation_id
)
select exists (select from stored) as is_stored
