-- Lists the days that must be counted again with the number of their scores, the oldest first.
-- Grain: one row per day.
select cast(as_of as text) as as_of, (
    select count(*) from analytics.counted_scores counted where counted.as_of = stale.as_of
  ) as scores
from reporting.stale_days stale
order by stale.as_of
