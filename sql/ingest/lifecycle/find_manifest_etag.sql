-- Finds the ETag of the manifest for which a run was opened; null when it is unknown.
-- Grain: at most one row. Parameters: run_id.
select manifest_etag
from analytics.runs
where run_id = :run_id
