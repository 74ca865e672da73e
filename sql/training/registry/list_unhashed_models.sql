-- Lists the models that score and were registered before manifests were hashed.
-- Grain: one row per model.
select version, kind, stage, onnx_key, onnx_sha256, manifest_sha256, manifest, promoted_at is not null as was_champion
from predictions.model_metadata
where manifest_sha256 is null and stage in ('champion', 'challenger')
order by stage
