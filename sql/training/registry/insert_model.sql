-- Grain: one row: the model a job made, not judged yet.
insert into predictions.model_metadata
  (version, kind, stage, onnx_key, onnx_sha256, size_bytes, manifest, training_run_id, job_name, mlflow_run_id)
values
  (:version, :kind, 'candidate', :onnx_key, :onnx_sha256, :size_bytes, :manifest, :training_run_id, :job_name,
   :mlflow_run_id)
