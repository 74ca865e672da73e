-- Marks a run as published.
-- Grain: one row. Parameters: run_id.
update analytics.runs set state = 'published'
where run_id = :run_id
