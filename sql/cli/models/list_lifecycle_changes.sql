-- Lists the lifecycle changes of a model. Times are UTC, to the second.
-- Grain: one row per change, the oldest first. Parameters: version.
select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, actor, caller, from_stage, to_stage, why
from predictions.model_history
where version = :version order by event_id
