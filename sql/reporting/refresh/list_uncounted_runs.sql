-- Lists the published runs whose outcomes are not counted yet, the oldest first.
-- Grain: one row per run.
select run_id, cast(as_of as text) as as_of
from analytics.publications published
where not exists (select from reporting.refreshed_runs counted where counted.run_id = published.run_id)
order by published_at, run_id
