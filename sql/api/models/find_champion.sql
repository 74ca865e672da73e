-- Finds the champion's version and file.
-- Grain: at most one row; none before the first promotion. Parameters: none.
select version, onnx_key as key, onnx_sha256 as sha256, manifest_sha256
from predictions.model_metadata
where stage = 'champion'
