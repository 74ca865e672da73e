-- Finds the champion with its model manifest.
-- Grain: one row at most.
select version, kind, onnx_sha256 as sha256, manifest
from predictions.model_metadata where stage = 'champion'
