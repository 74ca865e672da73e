-- Finds a registered model, or the champion where version is null.
-- Grain: at most one row. Parameters: version (or null).
select version, kind, stage, onnx_sha256 as sha256, size_bytes, training_run_id, mlflow_run_id, registered_at,
  promoted_at, retired_at, stage_changed_at, stage_reasons, gates,
  (manifest #>> '{metrics,holdout,auc}')::double precision as holdout_auc
from predictions.model_metadata
where case when cast(:version as text) is null then stage = 'champion' else version = cast(:version as text) end
