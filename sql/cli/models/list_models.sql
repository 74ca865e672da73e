-- Lists the registered models. Times are UTC, to the second.
-- Grain: one row per model, the newest first.
select version, kind, stage, stage_reasons,
  to_char(stage_changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as stage_changed_at,
  to_char(registered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as registered_at,
  cast(manifest #>> '{metrics,cv,auc_mean}' as double precision) as cv_auc, manifest #> '{metrics,holdout}' as holdout,
  cast(manifest #>> '{training,rows}' as double precision) as training_rows
from predictions.model_metadata order by registered_at desc, version desc
