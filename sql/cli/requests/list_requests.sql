-- Lists requests: those of which somebody has to do something (open, approved and not applied, an emergency that nobody
-- reviewed), or all.
-- Grain: one row per request, the newest first, 100 at most. Parameters: is_all, beginning (of the id, or null).
select request_id, kind, subject, content, content_sha256, state, is_emergency, needs_two,
  to_jsonb(authors) as authors, proposed_by, proposed_why, proposed_at,
  expires_at, decided_by, decided_why, decided_at, applied_at, failure, reviewed_by, reviewed_why, reviewed_at
from governance.requests
where (cast(:is_all as boolean) or state = 'approved' or state = 'open' and expires_at > now()
    or is_emergency and reviewed_by is null)
  and (cast(:beginning as text) is null or starts_with(cast(request_id as text), cast(:beginning as text)))
order by proposed_at desc, request_id desc
limit 100
