-- Deletes the scores of a customer with all that refers to them: overrides, shadow scores, stored responses of lists,
-- copies that figures are counted from, entries of reports, and the names of categories that no other application has.
-- Marks the days and months of the figures, which the next refresh counts without the customer. One statement, so that
-- nothing refers to a deleted score.
-- Grain: one row with the number of deleted scores. Parameters: customer_id.
with scores as (
  select prediction_id, application_id from predictions.risk_scores where customer_id = :customer_id
), overrides as (
  delete from predictions.overrides using scores where overrides.prediction_id = scores.prediction_id
), shadows as (
  delete from predictions.shadow_scores using scores where shadow_scores.prediction_id = scores.prediction_id
), copied as (
  delete from analytics.scored_applications using scores where scored_applications.prediction_id = scores.prediction_id
), counted as (
  delete from analytics.counted_scores using scores
  where counted_scores.application_id = scores.application_id and counted_scores.prediction_id = scores.prediction_id
  returning counted_scores.as_of, segments
), days as (
  insert into reporting.stale_days (as_of) select distinct as_of from counted on conflict do nothing
), months as (
  insert into reporting.stale_months (month)
  select distinct cast(date_trunc('month', as_of) as date) from counted
  on conflict do nothing
), names as (
  delete from reporting.segment_names named using reporting.dimensions dimension
  where dimension.dimension_id = named.dimension_id
    and dimension.edges is null and dimension.feature <> 'risk_band'
    and exists (select from counted where segments[named.dimension_id] = named.segment_no)
    and not exists (
      select from analytics.counted_scores kept
      where kept.segments[named.dimension_id] = named.segment_no
        and kept.prediction_id not in (select prediction_id from scores)
    )
), listed as (
  delete from reporting.segment_applications using scores where segment_applications.prediction_id = scores.prediction_id
), responses as (
  delete from predictions.batch_requests using scores
  where results @> jsonb_build_array(jsonb_build_object('prediction_id', scores.prediction_id))
), erased as (
  delete from predictions.risk_scores where customer_id = :customer_id returning prediction_id
)
select count(*) as deleted from erased
