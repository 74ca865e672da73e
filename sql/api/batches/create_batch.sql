-- Creates a batch. A repeated statement changes nothing.
-- Grain: one row, the new batch. Parameters: batch_id, client_id, requested_by, size_bytes, content_type, reasons.
insert into predictions.batches (batch_id, client_id, requested_by, size_bytes, content_type, reasons)
values (:batch_id, :client_id, :requested_by, :size_bytes, :content_type, :reasons)
on conflict (batch_id) do nothing
