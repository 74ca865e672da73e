-- Claims a batch for an execution, and fixes models, policy and as-of time at the first claim.
-- Grain: one row; none when another execution has the batch, or when the batch has ended. Parameters: batch_id,
-- execution_id, policy_version.
update predictions.batches set
  execution_id = :execution_id,
  as_of = coalesce(as_of, clock_timestamp() at time zone 'UTC'),
  model_version = coalesce(model_version, (select version from predictions.model_metadata where stage = 'champion')),
  challenger_version = case
    when model_version is null then (select version from predictions.model_metadata where stage = 'challenger')
    else challenger_version
  end,
  policy_version = coalesce(policy_version, :policy_version),
  (state, problem, detail, ended_at) = ('running', null, null, null)
where batch_id = :batch_id
  -- A failed batch can be claimed again, and a running one after two hours, when its execution has been stopped.
  and (state = 'failed' or state = 'running' and (
    execution_id is null or execution_id = :execution_id or started_at < clock_timestamp() - interval '2 hours'
  ))
returning batch_id, as_of, upload_version, client_id, requested_by, reasons, model_version, challenger_version,
  policy_version, id_secret
