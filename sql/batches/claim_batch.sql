-- Claims a batch for an execution, and fixes its as-of time at the first claim.
-- Grain: one row; none when another execution has the batch, or when the batch has ended. Parameters: batch_id,
-- execution_id.
update predictions.batches set
  execution_id = :execution_id,
  as_of = coalesce(as_of, clock_timestamp() at time zone 'UTC'),
  (state, problem, detail, ended_at) = ('running', null, null, null)
where batch_id = :batch_id
  -- A failed batch can be claimed again, and a running one after two hours, when its execution has been stopped.
  and (state = 'failed' or state = 'running' and (
    execution_id is null or execution_id = :execution_id or started_at < clock_timestamp() - interval '2 hours'
  ))
returning batch_id, as_of, upload_version, client_id, requested_by, reasons, id_secret
