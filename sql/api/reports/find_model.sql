-- Finds a model by its version.
-- Grain: at most one row. Parameters: version.
select version from reporting.models where version = :version
