-- Grain: one row per registered model, the oldest first.
select version
from predictions.model_metadata
order by registered_at, version
