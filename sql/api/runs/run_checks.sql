-- Grain: one row per quality check of a run, failed ones first.
select check_name as check, description, severity, pass, failed_rows, total_rows
from analytics.quality_results
where run_id = :run_id
order by pass, severity, check_name
