-- Finds a model version with its files and inputs.
-- Grain: at most one row. Parameters: version.
select version, onnx_key as key, onnx_sha256 as sha256, manifest_sha256, manifest -> 'inputs' as inputs
from predictions.model_metadata
where version = :version
