-- Lists the results that are stored under a caller's idempotency key, with their predictions and the overrides that held
-- when they were made.
-- Grain: one row per result, in the order of the request; prediction is null where it failed or was erased.
-- Parameters: client_id, requested_by, idempotency_key.
select made.result, to_jsonb(stored) as prediction
from predictions.batch_requests
cross join lateral jsonb_array_elements(results) with ordinality as made (result, position)
left join lateral (
  select s.prediction_id, s.application_id, s.customer_id, s.source, s.pd, s.score, s.band, s.decision, s.decided_by,
    s.reasons, s.explanation, s.lgd, s.ead, s.expected_loss, s.rate, s.expected_return, s.model_version,
    s.policy_version, s.features_as_of, s.stale,
    s.scored_at, s.override_id, o.decision as override_decision, predictions.contradicts_override(
      s.decision, s.score, o.decision, o.overridden_decision, o.overridden_score
    ) as contradicts_override
  from predictions.risk_scores s
  left join predictions.overridden_scores o using (override_id)
  where s.prediction_id = cast(made.result ->> 'prediction_id' as uuid)
) stored on true
where client_id = :client_id and requested_by = :requested_by and idempotency_key = :idempotency_key
order by made.position
