-- Finds a model before its lifecycle stage is changed.
-- Grain: at most one row. Parameters: version.
select version, kind, stage, onnx_key, onnx_sha256, manifest_sha256, promoted_at is not null as was_champion
from predictions.model_metadata
where version = :version
