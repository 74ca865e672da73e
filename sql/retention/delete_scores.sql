-- Deletes scores that are older than the schedule keeps them, with all that refers to them: overrides, shadow scores,
-- copies that figures are counted from, and entries of reports. Figures that are counted stay: they name nobody. A score
-- stays while a person's decision about it holds for a newer score, while a case about its application is unfinished, and
-- while its customer is restricted.
-- Grain: one row with the number of deleted scores. Parameters: days, most.
with due as materialized (
  select prediction_id, application_id
  from predictions.risk_scores scored
  where scored_at < clock_timestamp() - make_interval(days => cast(:days as integer))
    and not exists (
      select from privacy.restricted_customers restricted where restricted.customer_id = scored.customer_id
    )
    and not exists (
      select from predictions.held_overrides held
      join predictions.risk_scores later
        on later.application_id = held.application and later.scored_at > scored.scored_at
      where held.prediction_id = scored.prediction_id
        and later.scored_at >= clock_timestamp() - make_interval(days => cast(:days as integer))
    )
    and not exists (
      select from cases.cases unfinished
      where unfinished.application = coalesce(scored.application_id, scored.prediction_id::text)
        and unfinished.closed_at is null
    )
  order by scored_at
  limit cast(:most as integer)
),
overrides as (
  delete from predictions.overrides using due where overrides.prediction_id = due.prediction_id
),
shadows as (
  delete from predictions.shadow_scores using due where shadow_scores.prediction_id = due.prediction_id
),
copied as (
  delete from analytics.scored_applications using due where scored_applications.prediction_id = due.prediction_id
),
counted as (
  delete from analytics.counted_scores using due
  where counted_scores.application_id = due.application_id and counted_scores.prediction_id = due.prediction_id
),
listed as (
  delete from reporting.segment_applications using due where segment_applications.prediction_id = due.prediction_id
),
erased as (
  delete from predictions.risk_scores using due where risk_scores.prediction_id = due.prediction_id
  returning risk_scores.prediction_id
)
select count(*) as deleted from erased
