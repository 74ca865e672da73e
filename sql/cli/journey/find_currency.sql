-- Finds the currency of the newest published delivery.
-- Grain: at most one row.
select currency
from analytics.publications
join analytics.runs using (run_id)
order by publications.as_of desc, publications.published_at desc limit 1
