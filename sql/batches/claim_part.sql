-- Claims a part before its scores are imported. Waits for another transaction that claims the same part.
-- Grain: one row; none where the part is stored. Parameters: batch_id, part, scored, failed, errors.
insert into predictions.batch_parts (batch_id, part, scored, failed, errors)
values (:batch_id, :part, :scored, :failed, :errors)
on conflict (batch_id, part) do nothing
returning part
