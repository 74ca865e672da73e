-- Grain: one row, the batch that ended; one that is done stays done.
update predictions.batches
set state = :state, problem = :problem, detail = :detail, result_bytes = :result_bytes, ended_at = clock_timestamp()
where batch_id = :batch_id and execution_id = :execution_id and state <> 'done'
