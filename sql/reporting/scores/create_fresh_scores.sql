-- Creates the temporary table of a time range's scores that are newer than the stored ones, with the overrides that
-- hold. What-ifs are left out. Contains only the features that a dimension reads.
-- Grain: one row per application. Parameters: from, until, high_risk_bands (JSON: bands by policy version).
create temporary table fresh_scores on commit drop as
select newest.application, newest.prediction_id, newest.application_id, newest.scored_at, newest.pd, newest.score,
  newest.band, coalesce(held.decision, newest.decision) as decision, held.decision is not null as overridden,
  (newest.scored_at, newest.prediction_id) > (held.overridden_at, held.prediction_id)
    and predictions.contradicts_override(
      newest.decision, newest.score, held.decision, held.overridden_decision, held.overridden_score
    ) as contradicts_override,
  jsonb_exists(coalesce(cast(:high_risk_bands as jsonb) -> newest.policy_version, '[]'), newest.band) as high_risk,
  newest.ead as exposure, newest.expected_loss,
  jsonb_build_object('risk_band', newest.band) || (
    select coalesce(jsonb_object_agg(feature.name, feature.value), '{}')
    from jsonb_each(newest.features) as feature (name, value)
    where feature.name in (select dimension.feature from reporting.dimensions dimension)
  ) as features
from (
  select distinct on (application_id) application_id as application, prediction_id, application_id, customer_id,
    scored_at, pd, score, band, decision, policy_version, ead, expected_loss, features
  from predictions.risk_scores
  where scored_at > cast(:from as timestamptz) and scored_at <= cast(:until as timestamptz)
    and application_id is not null
  order by application_id, scored_at desc, prediction_id desc
) newest
left join analytics.scored_applications counted using (application)
left join predictions.held_overrides held on held.application = newest.application
  and held.customer_id = newest.customer_id
where counted.application is null
  or (newest.scored_at, newest.prediction_id) > (counted.scored_at, counted.prediction_id)
