-- Grain: one row per stage of a run's workflow; a run that is closed again keeps those of the first time.
insert into analytics.run_stages (run_id, position, stage, state, started_at, ended_at)
select :run_id, position, stage, state, started_at, ended_at
from jsonb_to_recordset(cast(:stages as jsonb))
  as noted (position smallint, stage text, state text, started_at timestamptz, ended_at timestamptz)
where not exists (select from analytics.run_stages where run_id = :run_id)
on conflict do nothing
