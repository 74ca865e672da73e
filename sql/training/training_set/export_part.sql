-- Grain: one row: what the export of one part of the training set wrote to S3.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  :query, aws_commons.create_s3_uri(:bucket, :key, :region), 'format csv', :kms_key
)
