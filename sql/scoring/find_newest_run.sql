-- Finds the newest published run.
-- Grain: at most one row.
select run_id
from analytics.publications
order by as_of desc, published_at desc, run_id desc
limit 1
