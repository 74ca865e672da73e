-- Training jobs have no network any more: MLflow logs a model after its registration, and nothing flows back from there.

comment on column predictions.model_metadata.mlflow_run_id is
  'Run in MLflow that the training job named. Null since jobs have no network: MLflow finds a model by its tag version';
