-- Finds a run that keeps a new one from opening: it is running, or ended unpublished and is not undone yet.
-- Grain: at most one row.
select run_id
from analytics.runs
where state = 'running' or (closed_at is null and state <> 'published')
limit 1
