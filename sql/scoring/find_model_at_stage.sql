-- Grain: one row, the model at a stage that only one can be at; none before it was first filled.
select version, onnx_key as key, onnx_sha256 as sha256, manifest -> 'inputs' as inputs
from predictions.model_metadata
where stage = :stage
