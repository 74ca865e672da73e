-- Finds the prediction that is stored under a caller's idempotency key, with the override that held when it was made.
-- Grain: at most one row. Parameters: client_id, requested_by, idempotency_key.
select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
  s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.rate, s.expected_return, s.model_version,
  s.policy_version, s.features_as_of, s.stale, s.scored_at,
  s.request_sha256, s.override_id, o.decision as override_decision, predictions.contradicts_override(
    s.decision, s.score, o.decision, o.overridden_decision, o.overridden_score
  ) as contradicts_override
from predictions.risk_scores s
left join predictions.overridden_scores o using (override_id)
where s.client_id = :client_id and s.requested_by = :requested_by and s.idempotency_key = :idempotency_key
