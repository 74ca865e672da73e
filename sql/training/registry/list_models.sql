-- Lists the registry for MLflow, with the number of the newest event of the history.
-- Grain: one row per model, the oldest first.
select version, kind, stage, stage_reasons, onnx_sha256, manifest_sha256, job_name,
  (select coalesce(max(event_id), 0) from predictions.model_history) as sequence
from predictions.model_metadata
order by registered_at, version
