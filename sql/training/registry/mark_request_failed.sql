-- Stores why an approved request could not be applied. Idempotent.
-- Grain: one row. Parameters: request_id, decided_by, failure.
select state from governance.mark_failed(:request_id, :decided_by, :failure)
