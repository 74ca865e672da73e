-- Grain: one row per model: what MLflow is to say of it, and up to which event of the history that is.
select version, kind, stage, stage_reasons, onnx_sha256, job_name, manifest -> 'mlflow' as mlflow,
  (select coalesce(max(event_id), 0) from predictions.model_history) as sequence
from predictions.model_metadata
order by registered_at, version
