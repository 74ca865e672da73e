-- Ends a run of the retention, and sums its report.
-- Grain: one row. Parameters: retention_run_id, failed.
select privacy.end_retention(:retention_run_id, cast(:failed as boolean)) as state,
  coalesce(sum(deleted), 0) as deleted, count(*) filter (where not is_complete) as incomplete
from privacy.retention_results
where retention_run_id = :retention_run_id
