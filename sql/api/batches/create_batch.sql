-- Grain: one row, the new batch.
insert into predictions.batches (batch_id, client_id, requested_by, size_bytes, content_type, reasons)
values (:batch_id, :client_id, :requested_by, :size_bytes, :content_type, :reasons)
on conflict (batch_id) do nothing
