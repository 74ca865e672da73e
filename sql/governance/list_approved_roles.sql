-- Requests of roles that were approved and are not applied, the oldest approval first. Grain: one row per request.
select request_id, subject as person, content -> 'roles' as roles
from governance.requests
where kind = 'role' and state = 'approved'
order by decided_at, request_id
