-- Lists runs that ended unpublished and are not undone yet, the newest first.
-- Grain: one row per run.
select run_id
from analytics.runs
where closed_at is null and state not in ('running', 'published')
order by opened_at desc
