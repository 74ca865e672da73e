-- Exports the delivered files behind the features that a part uses. The Data API could not return them: its rows have
-- 64 KB at most, and a lineage grows with every delivery.
-- Grain: one row with the exported rows, which are one per run, and one of nulls where an application is unknown.
-- Parameters: bucket, prefix, region, kms_key.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  'select used.run_id, l.lineage
   from (select distinct f.run_id from batch_features f) used
   left join analytics.run_lineage l using (run_id)',
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  'format text',
  :kms_key
)
