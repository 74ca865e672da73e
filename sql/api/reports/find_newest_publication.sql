-- Finds when the features in use were published.
-- Grain: at most one row; none before the first publication. Parameters: none.
select published_at, extract(epoch from clock_timestamp() - published_at) / 3600 as age_hours
from analytics.publications
order by as_of desc, published_at desc, run_id desc
limit 1
