-- Finds the prediction that is stored under a client's idempotency key.
-- Grain: at most one row. Parameters: client_id, idempotency_key.
select prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by, reasons, explanation,
  lgd, ead, expected_loss, model_version, policy_version, features_as_of, stale, scored_at, request_sha256
from predictions.risk_scores
where client_id = :client_id and idempotency_key = :idempotency_key
