-- Exports one piece of one input of the Spark job.
-- Grain: one row with the exported rows. Parameters: query, bucket, key, region, kms_key.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  :query, aws_commons.create_s3_uri(:bucket, :key, :region), 'format text', :kms_key
)
