-- Finds the files that a model's registered manifest lists.
-- Grain: at most one row. Parameters: version.
select version, manifest -> 'files' as files
from predictions.model_metadata
where version = :version
