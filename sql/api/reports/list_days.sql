-- Lists the figures of the newest days that have scores, ascending.
-- Grain: one row per as-of date. Parameters: days.
select as_of, applications, mean_pd, approval_rate, refer_rate, decline_rate, expected_loss, overrides, outcomes, bad_rate
from (
  select cast(as_of as text) as as_of, applications, mean_pd, approval_rate, refer_rate, decline_rate, expected_loss,
    overrides, outcomes, bad_rate
  from reporting.decisions_daily
  order by decisions_daily.as_of desc
  limit :days
) newest
order by as_of
