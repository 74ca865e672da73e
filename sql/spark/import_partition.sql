-- Imports one file of features that Spark built into the temporary table `built`.
-- Grain: one row with the report of the import. Parameters: bucket, key, region.
select aws_s3.table_import_from_s3(
  'built', '', '(format text)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
