-- Creates the temporary table of a time range's scores that are newer than the stored ones. Raw features without a
-- customer are left out, because they belong to no application. Contains only the features that a dimension reads.
-- Grain: one row per application. Parameters: from, until, high_risk_bands (JSON: bands by policy version).
create temporary table fresh_scores on commit drop as
select newest.application, newest.prediction_id, newest.application_id, newest.scored_at, newest.pd, newest.score,
  newest.band, coalesce(override.decision, newest.decision) as decision, override.decision is not null as overridden,
  jsonb_exists(coalesce(cast(:high_risk_bands as jsonb) -> newest.policy_version, '[]'), newest.band) as high_risk,
  newest.ead as exposure, newest.expected_loss,
  jsonb_build_object('risk_band', newest.band) || (
    select coalesce(jsonb_object_agg(feature.name, feature.value), '{}')
    from jsonb_each(newest.features) as feature (name, value)
    where feature.name in (select dimension.feature from reporting.dimensions dimension)
  ) as features
from (
  select distinct on (application) coalesce(application_id, cast(prediction_id as text)) as application, prediction_id,
    application_id, scored_at, pd, score, band, decision, policy_version, ead, expected_loss, features
  from predictions.risk_scores
  where scored_at > cast(:from as timestamptz) and scored_at <= cast(:until as timestamptz) and customer_id is not null
  order by application, scored_at desc, prediction_id desc
) newest
left join analytics.scored_applications counted using (application)
left join lateral (
  select decision from predictions.overrides
  where prediction_id = newest.prediction_id
  order by decided_at desc, override_id desc
  limit 1
) override on true
where counted.application is null
  or (newest.scored_at, newest.prediction_id) > (counted.scored_at, counted.prediction_id)
