-- Imports a part's file of scores into part_scores.
-- Grain: one row with the report of the import. Parameters: bucket, key, region.
select aws_s3.table_import_from_s3(
  'part_scores', '', '(format text)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
