-- Stores the stages of a run with their times. A run that has stages keeps them.
-- Grain: one row per stage. Parameters: run_id, stages (JSON array of objects).
insert into analytics.run_stages (run_id, position, stage, state, started_at, ended_at)
select :run_id, position, stage, state, started_at, ended_at
from jsonb_to_recordset(cast(:stages as jsonb))
  as noted (position smallint, stage text, state text, started_at timestamptz, ended_at timestamptz)
where not exists (select from analytics.run_stages where run_id = :run_id)
on conflict do nothing
