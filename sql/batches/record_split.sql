-- Records that a batch's file is split into parts.
-- Grain: one row. Parameters: batch_id, execution_id, file_sha256, input, rows_read, parts.
update predictions.batches
set file_sha256 = :file_sha256, input = :input, rows_read = :rows_read, parts = :parts
where batch_id = :batch_id and execution_id = :execution_id
