-- Lists the months that must be counted again with the number of their applications, the oldest first.
-- Grain: one row per month.
select cast(month as text) as month, (
    select count(*) from analytics.counted_scores
    where is_newest and as_of >= stale.month and as_of < stale.month + interval '1 month'
  ) as applications
from reporting.stale_months stale
order by stale.month
