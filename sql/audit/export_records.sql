-- Exports the records of a range, one JSON text a line: a CSV with one column, without its quotes and delimiters, which
-- are characters that JSON escapes.
-- Grain: one row with what was exported. Parameters: kind, from_transaction, to_transaction, from_time, to_time, bucket,
-- prefix, region, kms_key.
select rows_uploaded as rows, files_uploaded as files, bytes_uploaded as bytes
from aws_s3.query_export_to_s3(
  format(
    'select record from audit.list_records(%L, %L, %L, %L, %L) order by transaction_id, row_id collate "C"',
    cast(:kind as text), cast(:from_transaction as bigint), cast(:to_transaction as bigint),
    cast(:from_time as text), cast(:to_time as text)
  ),
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  format('format csv, delimiter ''%s'', quote ''%s''', chr(2), chr(1)),
  :kms_key
)
