-- Stores that an approved request was applied. Idempotent.
-- Grain: one row. Parameters: request_id, decided_by.
select state from governance.mark_applied(:request_id, :decided_by)
