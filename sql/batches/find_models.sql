-- Finds the models that score and shadow a batch, with their inputs.
-- Grain: one row per model. Parameters: model_version, challenger_version.
select version, onnx_key as key, onnx_sha256 as sha256, manifest_sha256, manifest -> 'inputs' as inputs
from predictions.model_metadata
where version in (:model_version, :challenger_version)
