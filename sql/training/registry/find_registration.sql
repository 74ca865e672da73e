-- Grain: one row: what is registered of a model, for whoever checks it again; none for an unknown version.
select version, kind, stage, onnx_key as key, onnx_sha256 as sha256, manifest
from predictions.model_metadata
where version = :version
