-- Imports a part's rows into batch_rows.
-- Grain: one row with the report of the import. Parameters: bucket, key, region.
select aws_s3.table_import_from_s3(
  'batch_rows', '', '(format text)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
