-- Reads the portfolio by day for the newest days, the oldest first.
-- Grain: one row per as-of day of scores. Parameters: days.
select * from (
  select to_char(as_of, 'YYYY-MM-DD') as as_of, applications, overrides, mean_pd, approval_rate, refer_rate,
    decline_rate, exposure, expected_loss, expected_loss_approved,
    outcomes, bad_rate
  from reporting.decisions_daily
  order by as_of desc
  limit cast(:days as integer)
) newest
order by as_of
