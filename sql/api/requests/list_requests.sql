-- Lists requests, newest first, from the newest or after the request `before`; or one of them.
-- Grain: one row per request. Parameters: request_id, before (request id), state, kind (each null for all), rows.
select request_id, kind, subject, content, content_sha256, state, is_emergency, needs_two, to_jsonb(authors) as authors,
  proposed_by, proposed_why, proposed_at, expires_at, decided_by, decided_why, decided_at, applied_at, failure,
  reviewed_by, reviewed_why, reviewed_at
from governance.requests
where (cast(:request_id as uuid) is null or request_id = cast(:request_id as uuid))
  and (cast(:before as uuid) is null or (proposed_at, request_id) < (
    select proposed_at, request_id from governance.requests where request_id = cast(:before as uuid)
  ))
  and (cast(:state as text) is null or state = cast(:state as text))
  and (cast(:kind as text) is null or kind = cast(:kind as text))
order by proposed_at desc, request_id desc
limit cast(:rows as integer)
