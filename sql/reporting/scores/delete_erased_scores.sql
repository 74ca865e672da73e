-- Deletes the copies of scores that were erased on behalf of a person, and marks their days and months.
-- Grain: one row per month.
with erased as (
  delete from analytics.counted_scores counted
  where not exists (select from predictions.risk_scores score where score.prediction_id = counted.prediction_id)
  returning as_of
), marked as (
  insert into reporting.stale_days (as_of) select distinct as_of from erased on conflict do nothing
)
insert into reporting.stale_months (month)
select distinct cast(date_trunc('month', as_of) as date) from erased
on conflict do nothing
