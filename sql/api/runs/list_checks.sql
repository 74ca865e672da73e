-- Lists the quality checks of a run, failed ones first.
-- Grain: one row per check. Parameters: run_id.
select check_name as check, description, severity, pass, failed_rows, total_rows
from analytics.quality_results
where run_id = :run_id
order by pass, severity, check_name
