-- Lists the files of a case in order of time.
-- Grain: one row per attachment. Parameters: case_id.
select attachment_id, name, media_type, bytes, state, reason, attached_by, attached_at
from cases.attachments
where case_id = :case_id
order by attached_at, attachment_id
