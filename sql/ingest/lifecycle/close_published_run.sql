-- Closes a published run. A closed run keeps its outcome.
-- Grain: at most one row. Parameters: run_id, outcome.
update analytics.runs set closed_at = clock_timestamp(), outcome = :outcome
where run_id = :run_id and state = 'published' and closed_at is null
