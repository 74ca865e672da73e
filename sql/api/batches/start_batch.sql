-- Starts a batch and records the version of its upload, unless a limit refuses it. A started batch keeps its first
-- version.
-- Grain: one row when a limit refuses the start; none when the batch is started, or was before.
-- Parameters: batch_id, client_id, requested_by, upload_version, max_running, max_running_of_caller,
-- max_rows_of_caller_per_day, max_batch_rows (counted for a batch until its file is split), min_batch_rows,
-- timeout_seconds.
select refusal, retry_after_seconds
from predictions.start_batch(
  :batch_id, :client_id, :requested_by, cast(:upload_version as text), cast(:max_running as integer),
  cast(:max_running_of_caller as integer), :max_rows_of_caller_per_day, :max_batch_rows, :min_batch_rows,
  cast(:timeout_seconds as integer)
)
