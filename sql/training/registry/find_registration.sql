-- Finds a model's registered file, for verification.
-- Grain: at most one row. Parameters: version.
select version, kind, stage, onnx_key as key, onnx_sha256 as sha256, manifest_sha256
from predictions.model_metadata
where version = :version
