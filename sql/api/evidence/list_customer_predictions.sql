-- Lists the stored predictions of a customer, newest first, from the newest or after the prediction `before`.
-- Grain: one row per prediction. Parameters: customer_id, before (prediction id or null), rows.
select prediction_id, application_id, customer_id, source, pd, score, band, decision, decided_by, reasons, explanation,
  lgd, ead, expected_loss, model_version, policy_version, features_as_of, stale, scored_at
from predictions.risk_scores
where customer_id = :customer_id
  and (cast(:before as uuid) is null or (scored_at, prediction_id) < (
    select scored_at, prediction_id from predictions.risk_scores where prediction_id = cast(:before as uuid)
  ))
order by scored_at desc, prediction_id desc
limit cast(:rows as integer)
