-- Finds the champion or the challenger, with its inputs.
-- Grain: at most one row. Parameters: stage.
select version, onnx_key as key, onnx_sha256 as sha256, manifest_sha256, manifest -> 'inputs' as inputs
from predictions.model_metadata
where stage = :stage
