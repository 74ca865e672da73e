-- Grain: one row: what the export of one input of the Spark job wrote to S3.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  :query, aws_commons.create_s3_uri(:bucket, :key, :region), 'format text', :kms_key
)
