-- Stores decisions that a bundle made, with the bundle as their lineage.
-- Grain: one row per stored decision; none for an id that is stored already.
-- Parameters: decisions (JSON), requested_by, client_id.
insert into predictions.risk_scores (
  prediction_id, source, as_of, features, stale, lineage, model_version, model_sha256, policy_version, policy_sha256, pd,
  raw, score, band, decision, decided_by, reasons, explanation, lgd, ead, expected_loss, rate, expected_return,
  requested_by, client_id, request_sha256
)
select
  decision_id, 'edge', decided_at at time zone 'utc', features, false,
  jsonb_build_object('run_id', null, 'files', jsonb_build_array(), 'bundle_sha256', bundle_sha256), model_version,
  model_sha256, policy_version, policy_sha256, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd, ead,
  expected_loss, rate, expected_return, :requested_by, :client_id, request_sha256
from jsonb_to_recordset(cast(:decisions as jsonb)) as uploaded (
  decision_id uuid, decided_at timestamptz, bundle_sha256 text, features jsonb, model_version text, model_sha256 text,
  policy_version text, policy_sha256 text, pd double precision, raw double precision, score integer, band text,
  decision text, decided_by text, reasons jsonb, explanation jsonb, lgd double precision, ead numeric,
  expected_loss numeric, rate double precision, expected_return numeric, request_sha256 text
)
on conflict do nothing
returning prediction_id
