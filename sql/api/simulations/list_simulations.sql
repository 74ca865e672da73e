-- Lists simulations, newest first, from the newest or after the simulation `before`; or one of them. One whose execution
-- can no longer run has failed. The document and the result are left out, because a row of the Data API has 64 KB at most.
-- Grain: one row per simulation. Parameters: simulation_id, before, policy_version (each null for all), rows.
select simulation_id, requested_by, request - 'document' as request, request ->> 'document' is not null as has_document,
  document_sha256, started_at, ended_at, rows,
  case when state = 'running' and started_at < clock_timestamp() - interval '1 hour' then 'failed' else state end as state,
  case when state = 'running' and started_at < clock_timestamp() - interval '1 hour'
    then 'the simulation did not end in time' else problem end as problem
from policies.simulations
where (cast(:simulation_id as uuid) is null or simulation_id = cast(:simulation_id as uuid))
  and (cast(:before as uuid) is null or (started_at, simulation_id) < (
    select started_at, simulation_id from policies.simulations where simulation_id = cast(:before as uuid)
  ))
  and (cast(:policy_version as text) is null or request ->> 'policy_version' = cast(:policy_version as text))
order by started_at desc, simulation_id desc
limit cast(:rows as integer)
