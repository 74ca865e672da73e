-- Lists runs, newest first, from the newest or after the run `before`.
-- Grain: one row per run. Parameters: before (run id or null), rows.
select run_id, as_of, state, opened_at, closed_at, published_at, duration_seconds, rows_delivered, rows_rejected,
  checks, failed_checks, reason
from reporting.runs
where cast(:before as uuid) is null or (opened_at, run_id) < (
  select opened_at, run_id from analytics.runs where run_id = cast(:before as uuid)
)
order by opened_at desc, run_id desc
limit cast(:rows as integer)
