-- Exports a part's rows in the order of the file: keys, then the needed features.
-- Grain: one row with the exported rows. Parameters: columns (SQL expressions over f), bucket, prefix, region, kms_key.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  format(
    'select f.line, f.requested_id, f.error, f.customer_id, f.as_of, f.run_id, f.override_id, f.override_decision, %s
     from batch_features f
     order by f.line',
    cast(:columns as text)
  ),
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  'format text',
  :kms_key
)
