-- Imports a part's scores directly into predictions.risk_scores, so that each row is written once. The part's row in
-- predictions.batch_parts, inserted in the same transaction, keeps the part from being imported twice.
-- Grain: one row with the report of the import. Parameters: bucket, key, region.
select aws_s3.table_import_from_s3(
  'predictions.risk_scores',
  'prediction_id, application_id, customer_id, source, as_of, features_as_of, run_id, stale, features, lineage, model_version, model_sha256, policy_version, policy_sha256, experiment_id, arm, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd, ead, expected_loss, rate, expected_return, requested_by, client_id, override_id',
  '(format text)',
  aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
