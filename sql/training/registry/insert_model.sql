-- Inserts the model of a job as a candidate. A version of another job violates the primary key.
-- Grain: one row. Parameters: the columns without stage.
insert into predictions.model_metadata
  (version, kind, stage, onnx_key, onnx_sha256, manifest_sha256, size_bytes, manifest, training_run_id, job_name)
values
  (:version, :kind, 'candidate', :onnx_key, :onnx_sha256, :manifest_sha256, :size_bytes, :manifest, :training_run_id,
   :job_name)
