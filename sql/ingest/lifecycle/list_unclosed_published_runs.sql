-- Lists published runs of other executions that are not closed: their executions are scoring, or died.
-- Grain: one row per run. Parameters: execution_id.
select run_id, execution_id
from analytics.runs
where state = 'published' and closed_at is null and execution_id <> :execution_id
