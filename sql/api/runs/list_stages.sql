-- Lists the stages of a run in order.
-- Grain: one row per stage. Parameters: run_id.
select stage, label, state, started_at, ended_at, duration_seconds
from reporting.run_stages
where run_id = :run_id
order by position
