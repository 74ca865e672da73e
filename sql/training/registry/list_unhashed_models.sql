-- Lists the models that score and were registered before manifests were hashed.
-- Grain: one row per model.
select version
from predictions.model_metadata
where manifest_sha256 is null and stage in ('champion', 'challenger')
order by stage
