-- Stores a notice with its audit event.
-- Grain: one row, the notice, or the one that was issued before about the same decision. Parameters: notice (JSON).
select notice_id from notices.issue(cast(:notice as jsonb))
