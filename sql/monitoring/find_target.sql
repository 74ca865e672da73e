-- Finds the newest publication up to a day, and the champion (null before the first training).
-- Grain: at most one row. Parameters: up_to.
select run_id, to_char(publications.as_of, 'YYYY-MM-DD') as as_of,
  (select version from predictions.model_metadata where stage = 'champion') as model_version
from analytics.publications
where as_of <= cast(:up_to as date)
order by publications.as_of desc, published_at desc, run_id desc
limit 1
