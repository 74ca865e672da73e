-- Finds what is registered of a model, for its verification.
-- Grain: at most one row. Parameters: version.
select version, kind, stage, onnx_key as key, onnx_sha256 as sha256, manifest
from predictions.model_metadata
where version = :version
