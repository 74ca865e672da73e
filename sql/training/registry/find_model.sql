-- Grain: one row: a model, for the one who changes its stage; none for an unknown version.
select version, kind, stage, onnx_key, onnx_sha256, manifest, promoted_at is not null as was_champion
from predictions.model_metadata
where version = :version
