-- Closes a run that ended unpublished, once its writes are undone.
-- Grain: one row. Parameters: run_id.
update analytics.runs set closed_at = clock_timestamp()
where run_id = :run_id
