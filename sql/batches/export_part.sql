-- Grain: one exported line per data row of a part, in the order of the file: its keys, then the features asked for.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  format(
    'select f.line, f.asked_for, f.error, f.customer_id, f.as_of, f.run_id, %s
     from found f
     order by f.line',
    cast(:columns as text)
  ),
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  'format text',
  :kms_key
)
