-- Finds a stored prediction with its evidence, its shadow scores and the override that holds for its application now.
-- The delivered files and the overrides are rows of statements of their own, because a row has 64 KB at most.
-- Grain: at most one row; none when the caller may not read it.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
  s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.rate, s.expected_return, s.model_version,
  s.policy_version, s.features_as_of, s.stale, s.scored_at,
  s.as_of, s.run_id, s.features, s.asked, s.lineage - 'files' as lineage, s.model_sha256, s.policy_sha256,
  s.experiment_id, s.arm, s.raw, s.requested_by, held.override_id, held.decision as override_decision,
  (s.scored_at, s.prediction_id) > (held.overridden_at, held.prediction_id) and predictions.contradicts_override(
    s.decision, s.score, held.decision, held.overridden_decision, held.overridden_score
  ) as contradicts_override,
  s.override_id as carried_override_id, (select currency from analytics.runs where run_id = s.run_id) as currency, (
    select coalesce(jsonb_agg(
      jsonb_build_object('model_version', model_version, 'pd', pd, 'raw', raw, 'score', score) order by model_version
    ), '[]')
    from predictions.shadow_scores
    where prediction_id = s.prediction_id
  ) as shadows
from predictions.risk_scores s
left join predictions.held_overrides held on held.application = coalesce(s.application_id, s.prediction_id::text)
  and held.customer_id is not distinct from s.customer_id
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
