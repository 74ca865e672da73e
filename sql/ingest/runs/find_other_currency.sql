-- Finds the newest published day of another currency, each day as it was published last. The run's own day does not
-- count: its delivery may be corrected.
-- Grain: at most one row. Parameters: as_of, currency.
select currency, to_char(as_of, 'YYYY-MM-DD') as as_of
from (
  select distinct on (runs.as_of) runs.as_of, runs.currency
  from analytics.runs
  join analytics.publications using (run_id)
  where runs.as_of <> :as_of
  order by runs.as_of, publications.published_at desc, run_id desc
) published
where currency <> :currency
order by published.as_of desc
limit 1
