-- Lists the versions of all registered models, the oldest first.
-- Grain: one row per model.
select version
from predictions.model_metadata
order by registered_at, version
