-- Ends that an earlier score is the newest one of its application, where a fresh one is, and marks its month.
-- Grain: one row per month.
with replaced as (
  update analytics.counted_scores counted
  set is_newest = false
  from fresh_scores fresh
  where fresh.is_newest and counted.application_id = fresh.application_id and counted.is_newest
    and counted.as_of <> fresh.as_of
  returning counted.as_of
)
insert into reporting.stale_months (month)
select distinct cast(date_trunc('month', as_of) as date) from replaced
on conflict do nothing
