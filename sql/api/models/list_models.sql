-- Lists registered models, newest first, from the newest or after the version `before`.
-- Grain: one row per model version. Parameters: before (version or null), rows.
select version, kind, stage, onnx_sha256 as sha256, size_bytes, training_run_id, mlflow_run_id, registered_at,
  promoted_at, retired_at, stage_changed_at, stage_reasons,
  (manifest #>> '{metrics,holdout,auc}')::double precision as holdout_auc
from predictions.model_metadata
where cast(:before as text) is null or version < cast(:before as text)
order by version desc
limit cast(:rows as integer)
