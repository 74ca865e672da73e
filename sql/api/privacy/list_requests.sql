-- Lists requests of data subjects, newest first; or one of them.
-- Grain: one row per request. Parameters: request_id, before, state, kind, overdue (each null for all), rows.
select request_id, kind, state, customer_id, content, received_at, due_at,
  state in ('open', 'running', 'failed') and due_at < now() as is_overdue, extended_why, requested_by, requested_at, why,
  handled_by, handled_why, started_at, ended_at, result, failure
from privacy.requests
where (cast(:request_id as uuid) is null or request_id = cast(:request_id as uuid))
  and (cast(:before as uuid) is null or request_id < cast(:before as uuid))
  and (cast(:state as text) is null or state = cast(:state as text))
  and (cast(:kind as text) is null or kind = cast(:kind as text))
  and (cast(:overdue as boolean) is null
    or (state in ('open', 'running', 'failed') and due_at < now()) = cast(:overdue as boolean))
order by request_id desc
limit cast(:rows as integer)
