-- Finds the prediction list that is stored under a client's idempotency key, with its predictions.
-- Grain: at most one row. Parameters: client_id, idempotency_key.
select request_sha256, results, (
  select coalesce(jsonb_agg(to_jsonb(stored)), '[]')
  from (
    select prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by, reasons,
      explanation, lgd, ead, expected_loss, model_version, policy_version, features_as_of, stale, scored_at
    from predictions.risk_scores
    where prediction_id in (
      select cast(result ->> 'prediction_id' as uuid) from jsonb_array_elements(results) as result
    )
  ) stored
) as predictions
from predictions.batch_requests
where client_id = :client_id and idempotency_key = :idempotency_key
