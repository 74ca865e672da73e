-- Stores that a file passed its check. Grain: one row; is_first is false where it was checked before.
-- Parameters: attachment_id, sha256.
select cases.accept_attachment(cast(:attachment_id as uuid), :sha256) as is_first
