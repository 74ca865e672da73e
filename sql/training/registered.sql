-- Grain: one row per model that this job registered, none or one: its stage, and whether it ever was champion.
select stage, promoted_at is not null as promoted
from predictions.model_metadata
where job_name = :job_name
