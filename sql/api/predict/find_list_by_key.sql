-- Finds the prediction list that is stored under a caller's idempotency key, with its predictions and the overrides
-- that held when they were made.
-- Grain: at most one row. Parameters: client_id, requested_by, idempotency_key.
select request_sha256, results, (
  select coalesce(jsonb_agg(to_jsonb(stored)), '[]')
  from (
    select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
      s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.model_version, s.policy_version, s.features_as_of,
      s.stale, s.scored_at, s.override_id, o.decision as override_decision, predictions.contradicts_override(
        s.decision, s.score, o.decision, o.overridden_decision, o.overridden_score
      ) as contradicts_override
    from predictions.risk_scores s
    left join predictions.overridden_scores o using (override_id)
    where s.prediction_id in (
      select cast(result ->> 'prediction_id' as uuid) from jsonb_array_elements(results) as result
    )
  ) stored
) as predictions
from predictions.batch_requests
where client_id = :client_id and requested_by = :requested_by and idempotency_key = :idempotency_key
