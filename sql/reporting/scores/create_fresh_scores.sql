-- Creates the temporary table of a time range's scores that count and are newer than the stored ones of their day.
-- What-ifs are left out, and so are scores of an application whose outcome was published before the score. Decisions
-- are the policy's. Contains only the features that a dimension reads.
-- Grain: one row per application and as-of day. Parameters: from, until, high_risk_bands (JSON: bands by policy version).
create temporary table fresh_scores on commit drop as
with scored as materialized (
  select prediction_id, application_id, as_of, scored_at
  from predictions.risk_scores
  where scored_at > cast(:from as timestamptz) and scored_at <= cast(:until as timestamptz)
    and application_id is not null
),
outcome as materialized (
  select * from analytics.find_outcomes(array(select distinct application_id from scored))
),
newest as (
  select distinct on (scored.application_id, cast(scored.as_of as date)) scored.prediction_id, scored.application_id,
    cast(scored.as_of as date) as day, scored.scored_at,
    case when scored.as_of < outcome.outcome_date + 1 then outcome.defaulted end as defaulted
  from scored
  left join outcome using (application_id)
  where outcome.arrived_at is null or scored.scored_at < outcome.arrived_at
  order by scored.application_id, cast(scored.as_of as date), scored.scored_at desc, scored.prediction_id desc
)
select newest.application_id, newest.day as as_of, newest.prediction_id, newest.scored_at,
  row_number() over (
    partition by newest.application_id order by newest.scored_at desc, newest.prediction_id desc
  ) = 1 and not exists (
    select from analytics.counted_scores counted
    where counted.application_id = newest.application_id and counted.is_newest
      and (counted.scored_at, counted.prediction_id) > (newest.scored_at, newest.prediction_id)
  ) as is_newest,
  score.model_version, score.pd, score.score, score.band, score.decision,
  jsonb_exists(coalesce(cast(:high_risk_bands as jsonb) -> score.policy_version, '[]'), score.band) as high_risk,
  score.ead as exposure, score.expected_loss, newest.defaulted,
  jsonb_build_object('risk_band', score.band) || (
    select coalesce(jsonb_object_agg(feature.name, feature.value), '{}')
    from jsonb_each(score.features) as feature (name, value)
    where feature.name in (select dimension.feature from reporting.dimensions dimension)
  ) as features
from newest
join predictions.risk_scores score using (prediction_id)
where not exists (
  select from analytics.counted_scores counted
  where counted.application_id = newest.application_id and counted.as_of = newest.day
    and (counted.scored_at, counted.prediction_id) >= (newest.scored_at, newest.prediction_id)
)
