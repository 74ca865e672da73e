-- Grain: one row per quality check of a run.
select check_name, severity, failed_rows, total_rows, pass
from analytics.quality_results
where run_id = :run_id
order by check_name
