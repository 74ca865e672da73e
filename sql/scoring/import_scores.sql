-- Grain: one row, what the import of a part's scores reports.
select aws_s3.table_import_from_s3(
  'part_scores', '', '(format text)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
