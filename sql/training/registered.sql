-- Grain: one row per model that this job registered: none or one.
select version, kind, stage
from predictions.model_metadata
where job_name = :job_name
