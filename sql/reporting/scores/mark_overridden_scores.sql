-- Marks the days and months of applications that have an override or an end since the last refresh.
-- Grain: one row per month.
with changed as (
  select as_of, is_newest from analytics.changed_decisions
  where (day_decision, day_overridden) <> (current_day_decision, currently_day_overridden)
    or is_newest and (decision, overridden, contradicts_override)
      <> (current_decision, currently_overridden, currently_contradicts)
), marked as (
  insert into reporting.stale_days (as_of) select distinct as_of from changed on conflict do nothing
)
insert into reporting.stale_months (month)
select distinct cast(date_trunc('month', as_of) as date) from changed where is_newest
on conflict do nothing
