-- Makes the newest copied score of an application the newest one again where the newest was erased, because it was of
-- another customer, and marks its month.
-- Grain: one row per month.
with restored as (
  update analytics.counted_scores counted
  set is_newest = true, decision = applies.current_decision, overridden = applies.currently_overridden,
    contradicts_override = applies.currently_contradicts, stored_at = clock_timestamp()
  from (
    select distinct on (application_id) *
    from analytics.current_decisions
    where application_id in (
      select application_id from analytics.counted_scores group by application_id having not bool_or(is_newest)
    )
    order by application_id, scored_at desc, prediction_id desc
  ) applies
  where counted.application_id = applies.application_id and counted.as_of = applies.as_of
  returning counted.as_of
)
insert into reporting.stale_months (month)
select distinct cast(date_trunc('month', as_of) as date) from restored
on conflict do nothing
