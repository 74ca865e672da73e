-- Grain: one row per model that scores or shadows a batch: where it is, and what it reads.
select version, onnx_key as key, onnx_sha256 as sha256, manifest -> 'inputs' as inputs
from predictions.model_metadata
where version in (:model_version, :challenger_version)
