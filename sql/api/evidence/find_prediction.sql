-- Finds a stored prediction with its evidence, its shadow scores and the overrides of its application: the one that
-- holds now, and all of them with their ends, the newest first, at most a hundred.
-- Grain: at most one row; none when the caller may not read it.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
  s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.model_version, s.policy_version, s.features_as_of, s.stale,
  s.scored_at, s.as_of, s.run_id, s.features, s.asked, s.lineage, s.model_sha256, s.raw, s.requested_by,
  held.override_id, held.decision as override_decision,
  (s.scored_at, s.prediction_id) > (held.overridden_at, held.prediction_id) and predictions.contradicts_override(
    s.decision, s.score, held.decision, held.overridden_decision, held.overridden_score
  ) as contradicts_override,
  s.override_id as carried_override_id, (
    select coalesce(jsonb_agg(
      jsonb_build_object('model_version', model_version, 'pd', pd, 'raw', raw, 'score', score) order by model_version
    ), '[]')
    from predictions.shadow_scores
    where prediction_id = s.prediction_id
  ) as shadows, (
    select coalesce(jsonb_agg(to_jsonb(made) order by decided_at desc, override_id desc), '[]')
    from (
      select o.override_id, o.prediction_id, o.decision, o.overruled, o.reason, o.decided_by, o.decided_at,
        ending.reason as end_reason, ending.decided_by as ended_by, ending.decided_at as ended_at
      from predictions.overrides o
      left join predictions.overrides ending on ending.application = o.application and ending.ends = o.override_id
      where o.application = coalesce(s.application_id, s.prediction_id::text) and o.decision is not null
      order by o.decided_at desc, o.override_id desc
      limit 100
    ) made
  ) as overrides
from predictions.risk_scores s
left join predictions.held_overrides held on held.application = coalesce(s.application_id, s.prediction_id::text)
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
