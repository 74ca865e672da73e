-- Exports the open applications of partitions first to last (both included): keys, then the needed features.
-- Grain: one row with the exported rows. Parameters: columns (SQL expressions over f), run_id, first, last, bucket,
-- prefix, region, kms_key.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  format(
    'select f.application_id, f.customer_id, f.as_of, %s
     from open_applications
     join analytics.risk_features f using (application_id, as_of)
     where f.run_id = %L and not open_applications.is_restricted
       and open_applications.partition between %s and %s',
    cast(:columns as text), cast(:run_id as text), cast(:first as integer), cast(:last as integer)
  ),
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  'format text',
  :kms_key
)
