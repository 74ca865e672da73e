-- Refuses roles that may not be applied any more. Parameter: request_id.
select count(governance.check_role(requests)) as checked
from governance.requests
where request_id = :request_id
