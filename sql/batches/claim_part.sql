-- Grain: one row where this part is not stored yet; whoever stores it at the same time is waited for.
insert into predictions.batch_parts (batch_id, part, scored, failed, errors)
values (:batch_id, :part, :scored, :failed, :errors)
on conflict (batch_id, part) do nothing
returning part
