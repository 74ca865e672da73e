-- Ends a running run unpublished. A run that has ended keeps its state and outcome.
-- Grain: at most one row. Parameters: run_id, state, outcome.
update analytics.runs set state = :state, outcome = :outcome
where run_id = :run_id and state = 'running'
