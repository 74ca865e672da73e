-- Grain: one row per model that scores requests: the champion, which decides, and the challenger beside it.
select stage, version, onnx_key as key, onnx_sha256 as sha256
from predictions.model_metadata
where stage in ('champion', 'challenger')
