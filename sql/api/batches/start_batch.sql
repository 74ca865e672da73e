-- Grain: one row where the batch was started by this; the first upload that was started counts.
update predictions.batches
set state = 'running', started_at = clock_timestamp(), upload_version = :upload_version
where batch_id = :batch_id and client_id = :client_id and requested_by = :requested_by and state = 'created'
