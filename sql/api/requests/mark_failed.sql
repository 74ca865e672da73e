-- Stores why an approved change could not be made.
-- Grain: one row. Parameters: request_id, by_person, failure.
select request_id from governance.mark_failed(:request_id, :by_person, :failure)
