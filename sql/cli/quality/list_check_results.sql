-- Lists the results of a run's quality checks, the failed ones first.
-- Grain: one row per check. Parameters: $1 run_id.
select check_name, severity, failed_rows::float as failed_rows, total_rows::float as total_rows, pass, sample_keys,
  description
from analytics.quality_results where run_id = $1
order by pass, severity, check_name
