-- Lists the newest runs with their duration, rows and checks. Times are UTC, ISO 8601.
-- Grain: one row per run, the newest first. Parameters: limit.
select cast(run_id as text) as run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state,
  to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as opened_at,
  duration_seconds, rows_delivered, rows_rejected, checks, failed_checks, reason
from reporting.runs order by reporting.runs.opened_at desc limit :limit
