-- Grain: one row: what an execution's change of a stage answered, if it was made already.
select outcome
from predictions.model_history
where execution_id = :execution_id and outcome is not null
order by event_id
limit 1
