-- Finds the model that a job registered.
-- Grain: at most one row. Parameters: job_name.
select version, manifest_sha256
from predictions.model_metadata
where job_name = :job_name
