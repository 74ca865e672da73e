-- Grain: one row: what the import of one file of built features into a temporary table reports.
select aws_s3.table_import_from_s3(
  'built', '', '(format text)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
