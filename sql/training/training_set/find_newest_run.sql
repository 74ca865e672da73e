-- Grain: one row: the published run that the newest features come from.
select run_id
from analytics.publications
order by as_of desc, published_at desc, run_id desc
limit 1
