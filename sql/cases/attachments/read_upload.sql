-- What was announced of an upload. Grain: one row, none where nothing was announced. Parameters: attachment_id.
select media_type, bytes, state from cases.read_upload(cast(:attachment_id as uuid))
