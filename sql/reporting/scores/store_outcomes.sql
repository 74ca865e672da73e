-- Stores the outcomes that a delivery contains, and those that were delivered with a later date that the delivery's day
-- has reached, and marks the days and months of their scores. An outcome counts for scores whose as-of date is not later.
-- Grain: one row per month. Parameters: as_of (of the delivery).
with delivered as materialized (
  select distinct application_id
  from staging.published_applications
  where valid_from = cast(:as_of as date)
    or (outcome_date > valid_from and outcome_date <= cast(:as_of as date)
      and outcome_date > coalesce(
        (select max(as_of) from analytics.publications where as_of < cast(:as_of as date)), cast('0001-01-01' as date)))
), outcome as materialized (
  select * from analytics.find_outcomes(array(
    select application_id from delivered
    where exists (select from analytics.counted_scores counted where counted.application_id = delivered.application_id)
  ))
), changed as (
  update analytics.counted_scores counted
  set defaulted = known.defaulted, stored_at = clock_timestamp()
  from (
    select prediction_id, application_id, as_of,
      case when score.as_of < outcome.outcome_date + 1 then outcome.defaulted end as defaulted
    from outcome
    join predictions.risk_scores score using (application_id)
  ) known
  where counted.prediction_id = known.prediction_id and counted.application_id = known.application_id
    and counted.defaulted is distinct from known.defaulted
  returning counted.as_of
), marked as (
  insert into reporting.stale_days (as_of) select distinct as_of from changed on conflict do nothing
)
insert into reporting.stale_months (month)
select distinct cast(date_trunc('month', as_of) as date) from changed
on conflict do nothing
