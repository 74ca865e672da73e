-- Stores why a file is refused. Grain: one row; is_first is false where it was checked before.
-- Parameters: attachment_id, reason.
select cases.refuse_attachment(cast(:attachment_id as uuid), :reason) as is_first
