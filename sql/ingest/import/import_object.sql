-- Imports an object of the work bucket into a temporary table.
-- Grain: one row with the report of the import. Parameters: table_name, bucket, key, region.
select aws_s3.table_import_from_s3(
  :table_name, '', '(format csv)', aws_commons.create_s3_uri(:bucket, :key, :region)
) as imported
