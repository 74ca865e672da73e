-- Grain: one row, what the import of a part's rows reports.
select aws_s3.table_import_from_s3(
  'batch_rows', '', '(format text)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
