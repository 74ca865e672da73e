-- Reads the runs that were opened in the last days, the newest first, at most a hundred.
-- Grain: one row per run. Parameters: days.
select cast(run_id as text) as run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state,
  to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as opened_at, duration_seconds, rows_delivered,
  rows_rejected, checks, failed_checks, reason
from reporting.runs
where opened_at >= now() - make_interval(days => cast(:days as integer))
order by runs.opened_at desc
limit 100
