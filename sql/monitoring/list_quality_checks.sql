-- Lists the quality checks of a run.
-- Grain: one row per check. Parameters: run_id.
select check_name, severity, failed_rows, total_rows, pass
from analytics.quality_results
where run_id = :run_id
order by check_name
