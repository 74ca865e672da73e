-- Grain: one row, a run of the daily ETL; none if it is unknown.
select run_id, as_of, state, opened_at, closed_at, published_at, duration_seconds, rows_delivered, rows_rejected,
  checks, failed_checks
from reporting.runs
where run_id = :run_id
