-- Grain: one exported line per open application of a range of partitions: its keys, then the features asked for.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  format(
    'select f.application_id, f.customer_id, f.as_of, %s
     from open_applications
     join analytics.risk_features f using (application_id, as_of)
     where f.run_id = %L and open_applications.partition between %s and %s',
    cast(:columns as text), cast(:run_id as text), cast(:first as integer), cast(:last as integer)
  ),
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  'format text',
  :kms_key
)
