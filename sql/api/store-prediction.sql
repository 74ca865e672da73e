-- Grain: one row, the stored prediction; none where the client already used its idempotency key.
insert into predictions.risk_scores (
  prediction_id, application_id, customer_id, source, as_of, features_as_of, run_id, features, lineage, model_version,
  model_sha256, policy_version, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd, ead, expected_loss,
  requested_by, client_id, idempotency_key, request_sha256
) values (
  :prediction_id, :application_id, :customer_id, 'api', :as_of, :as_of, :run_id, :features, :lineage, :model_version,
  :model_sha256, :policy_version, :pd, :raw, :score, :band, :decision, :decided_by, :reasons, :explanation, :lgd, :ead,
  :expected_loss, :requested_by, :client_id, :idempotency_key, :request_sha256
)
on conflict (client_id, idempotency_key) where idempotency_key is not null do nothing
returning prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by, reasons,
  explanation, lgd, ead, expected_loss, model_version, policy_version, features_as_of, scored_at, request_sha256
