-- Finds whether a model is registered under a version.
-- Grain: at most one row. Parameters: version.
select version from predictions.model_metadata where version = :version
