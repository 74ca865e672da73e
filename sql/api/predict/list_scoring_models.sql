-- Lists the models that score requests: the champion and the challenger.
-- Grain: one row per model. Parameters: none.
select stage, version, onnx_key as key, onnx_sha256 as sha256, manifest_sha256
from predictions.model_metadata
where stage in ('champion', 'challenger')
