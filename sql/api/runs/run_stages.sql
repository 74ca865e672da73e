-- Grain: one row per stage of a run, in order.
select stage, label, state, started_at, ended_at, duration_seconds
from reporting.run_stages
where run_id = :run_id
order by position
