-- Finds the stored result of an execution's lifecycle change.
-- Grain: at most one row. Parameters: execution_id.
select outcome
from predictions.model_history
where execution_id = :execution_id and outcome is not null
order by event_id
limit 1
