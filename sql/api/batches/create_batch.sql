-- Creates a batch, unless the caller has too many that are not started. A repeated statement changes nothing.
-- Grain: one row; retry_after_seconds is null when the batch is created. Parameters: batch_id, client_id, requested_by,
-- size_bytes, content_type, reasons, max_unstarted, unstarted_seconds.
select predictions.create_batch(
  :batch_id, :client_id, :requested_by, :size_bytes, :content_type, :reasons, cast(:max_unstarted as integer),
  cast(:unstarted_seconds as integer)
) as retry_after_seconds
