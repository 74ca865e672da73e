-- Ends a batch as done, refused or failed. A batch that is done stays done.
-- Grain: at most one row. Parameters: batch_id, execution_id, state, problem, detail, result_bytes.
update predictions.batches
set state = :state, problem = :problem, detail = :detail, result_bytes = :result_bytes, ended_at = clock_timestamp()
where batch_id = :batch_id and execution_id = :execution_id and state <> 'done'
