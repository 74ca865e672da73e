-- Finds a stored prediction with its evidence, its shadow scores and its newest override.
-- Grain: at most one row. Parameters: prediction_id.
select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
  s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.model_version, s.policy_version, s.features_as_of, s.stale, s.scored_at,
  s.as_of, s.run_id, s.features, s.asked, s.lineage, s.model_sha256, s.raw, s.requested_by, to_jsonb(o) as override, (
    select coalesce(jsonb_agg(
      jsonb_build_object('model_version', model_version, 'pd', pd, 'raw', raw, 'score', score) order by model_version
    ), '[]')
    from predictions.shadow_scores
    where prediction_id = s.prediction_id
  ) as shadows
from predictions.risk_scores s
left join lateral (
  select override_id, prediction_id, decision, overruled, reason, decided_by, decided_at
  from predictions.overrides
  where prediction_id = s.prediction_id
  order by decided_at desc, override_id desc
  limit 1
) o on true
where s.prediction_id = :prediction_id
