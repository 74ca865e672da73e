-- Lists stored predictions by their ids.
-- Grain: one row per prediction. Parameters: ids (JSON).
select prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by, reasons, explanation,
  lgd, ead, expected_loss, model_version, policy_version, features_as_of, stale, scored_at, request_sha256
from predictions.risk_scores
where prediction_id in (select cast(id as uuid) from jsonb_array_elements_text(cast(:ids as jsonb)) as id)
