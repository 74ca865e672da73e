-- Grain: one row, the model that decides; none before the first training.
select version, onnx_key as key, onnx_sha256 as sha256
from predictions.model_metadata
where stage = 'champion'
