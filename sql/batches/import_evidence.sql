-- Grain: one row, what the import of a part's scores reports. Straight into the table, so that a row is written once: that
-- no part is stored twice is the part's own row, in the same transaction.
select aws_s3.table_import_from_s3(
  'predictions.risk_scores',
  'prediction_id, application_id, customer_id, source, as_of, features_as_of, run_id, stale, features, lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd, ead, expected_loss, requested_by, client_id',
  '(format text)',
  aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
