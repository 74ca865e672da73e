-- Finds the publication of a run.
-- Grain: at most one row. Parameters: run_id.
select cast(published_at as text) as published_at, rows
from analytics.publications
where run_id = :run_id
