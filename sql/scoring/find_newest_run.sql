-- Grain: one row, the newest published run; none before the first publication.
select run_id
from analytics.publications
order by as_of desc, published_at desc, run_id desc
limit 1
