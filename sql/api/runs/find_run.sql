-- Finds a run with its counts.
-- Grain: at most one row. Parameters: run_id.
select run_id, as_of, state, opened_at, closed_at, published_at, duration_seconds, rows_delivered, rows_rejected,
  checks, failed_checks, reason
from reporting.runs
where run_id = :run_id
