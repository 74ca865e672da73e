-- Finds the day that the features in use describe, and when they were published.
-- Grain: at most one row; none before the first publication. Parameters: none.
select cast(as_of as text) as as_of, published_at, extract(epoch from clock_timestamp() - published_at) / 3600 as age_hours
from analytics.publications
order by publications.as_of desc, published_at desc, run_id desc
limit 1
