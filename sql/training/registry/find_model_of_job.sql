-- Grain: one row: the model that this job registered; none before.
select version
from predictions.model_metadata
where job_name = :job_name
