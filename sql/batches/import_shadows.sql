-- Imports a part's shadow scores into predictions.shadow_scores.
-- Grain: one row with the report of the import. Parameters: bucket, key, region.
select aws_s3.table_import_from_s3(
  'predictions.shadow_scores', 'prediction_id, model_version, pd, raw, score', '(format text)',
  aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
