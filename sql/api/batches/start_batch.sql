-- Starts a batch and records the version of its upload. A started batch keeps its first version.
-- Grain: at most one row, updated when the batch was not started.
-- Parameters: batch_id, client_id, requested_by, upload_version.
update predictions.batches
set state = 'running', started_at = clock_timestamp(), upload_version = :upload_version
where batch_id = :batch_id and client_id = :client_id and requested_by = :requested_by and state = 'created'
