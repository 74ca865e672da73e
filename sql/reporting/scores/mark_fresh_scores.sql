-- Marks the days and months of the fresh scores.
-- Grain: one row per month.
with days as (
  select distinct as_of from fresh_scores
), marked as (
  insert into reporting.stale_days (as_of) select as_of from days on conflict do nothing
)
insert into reporting.stale_months (month)
select distinct cast(date_trunc('month', as_of) as date) from days
on conflict do nothing
