-- Grain: one row, the batch whose file was split into parts.
update predictions.batches
set file_sha256 = :file_sha256, input = :input, rows_read = :rows_read, parts = :parts
where batch_id = :batch_id and execution_id = :execution_id
