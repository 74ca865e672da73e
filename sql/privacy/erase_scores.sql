-- Grain: one row, how many scores of a customer are gone, and with them what hangs on each: overrides, the challengers'
-- scores and its place in reports. In one statement, so that nothing is left that points at a score that is not there.
with scores as (
  select prediction_id from predictions.risk_scores where customer_id = :customer_id
), overrides as (
  delete from predictions.overrides using scores where overrides.prediction_id = scores.prediction_id
), shadows as (
  delete from predictions.shadow_scores using scores where shadow_scores.prediction_id = scores.prediction_id
), counted as (
  delete from analytics.scored_applications using scores where scored_applications.prediction_id = scores.prediction_id
), listed as (
  delete from reporting.segment_applications using scores where segment_applications.prediction_id = scores.prediction_id
), erased as (
  delete from predictions.risk_scores where customer_id = :customer_id returning prediction_id
)
select count(*) as erased from erased
