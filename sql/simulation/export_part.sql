-- Exports the decisions of a part: as-of day, model, PD, decision, outcome, groups for fairness, then the needed features.
-- Grain: one row with the exported rows. Parameters: columns (SQL expressions over score and f), part, bucket, prefix,
-- region, kms_key.
select rows_uploaded as rows
from aws_s3.query_export_to_s3(
  format(
    'select cast(score.as_of as date), score.model_version, score.pd, score.decision, simulated.outcome, f.fairness %s
     from simulated_scores simulated
     join predictions.risk_scores score using (prediction_id)
     left join analytics.risk_features f on f.application_id = score.application_id
       and f.as_of = score.features_as_of and f.run_id = score.run_id
     where simulated.part = %s',
    cast(:columns as text), cast(:part as integer)
  ),
  aws_commons.create_s3_uri(:bucket, :prefix, :region),
  'format text',
  :kms_key
)
