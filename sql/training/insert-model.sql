-- Grain: one row: the model a job made.
insert into predictions.model_metadata
  (version, kind, stage, onnx_key, onnx_sha256, size_bytes, manifest, training_run_id, job_name, mlflow_run_id, promoted_at)
values
  (:version, :kind, :stage, :onnx_key, :onnx_sha256, :size_bytes, :manifest, :training_run_id, :job_name, :mlflow_run_id,
   case when :stage = 'champion' then now() end)
