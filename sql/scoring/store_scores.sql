-- Stores a part's scores as evidence, with the overrides that hold for their applications. Idempotent: a score that
-- exists is not stored again, and none of a customer whose processing was restricted since the export.
-- Grain: one row with the scores of the part, those that were new, and those left out. Parameters: run_id, requested_by.
with stored as (
  insert into predictions.risk_scores (
    prediction_id, application_id, customer_id, source, as_of, features_as_of, run_id, features, lineage, model_version,
    model_sha256, policy_version, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd, ead,
    expected_loss, requested_by, override_id, rate, expected_return, policy_sha256, experiment_id, arm
  )
  select
    part_scores.prediction_id, application_id, part_scores.customer_id, 'batch', as_of, as_of, run_id, features,
    lineage, part_scores.model_version, model_sha256, part_scores.policy_version, pd, raw, score, band,
    part_scores.decision, decided_by, reasons, explanation, lgd, ead, expected_loss, :requested_by, held.override_id,
    rate, expected_return, policy_sha256, experiment_id, arm
  from part_scores
  join analytics.run_lineage on run_id = cast(:run_id as uuid)
  left join predictions.held_overrides held on held.application = part_scores.application_id
    and held.customer_id = part_scores.customer_id
  where part_scores.customer_id not in (select customer_id from privacy.restricted_customers)
  on conflict do nothing
  returning prediction_id
)
select count(*) as rows, (select count(*) from stored) as stored,
  count(*) filter (where customer_id in (select customer_id from privacy.restricted_customers)) as restricted
from part_scores
