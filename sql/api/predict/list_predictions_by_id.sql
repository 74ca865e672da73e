-- Lists stored predictions by their ids, with the overrides that held when they were made.
-- Grain: one row per prediction. Parameters: ids (JSON).
select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
  s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.rate, s.expected_return, s.model_version,
  s.policy_version, s.features_as_of, s.stale, s.scored_at,
  s.request_sha256, s.override_id, o.decision as override_decision, predictions.contradicts_override(
    s.decision, s.score, o.decision, o.overridden_decision, o.overridden_score
  ) as contradicts_override
from predictions.risk_scores s
left join predictions.overridden_scores o using (override_id)
where s.prediction_id in (select cast(id as uuid) from jsonb_array_elements_text(cast(:ids as jsonb)) as id)
