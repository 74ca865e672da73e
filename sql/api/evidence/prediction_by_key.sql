-- Grain: one row, the prediction that a client's idempotency key made; none if the key is new.
select prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by, reasons, explanation,
  lgd, ead, expected_loss, model_version, policy_version, features_as_of, stale, scored_at, request_sha256
from predictions.risk_scores
where client_id = :client_id and idempotency_key = :idempotency_key
