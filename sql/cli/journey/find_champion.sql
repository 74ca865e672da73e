-- Finds the champion with its model manifest and the gates that it was judged by.
-- Grain: one row at most.
select version, kind, onnx_sha256 as sha256, manifest, gates
from predictions.model_metadata where stage = 'champion'
