-- Reads a request of a data subject that the workflow handles.
-- Grain: at most one row. Parameters: request_id.
select request_id, kind, customer_id, content, why, handled_by
from privacy.requests
where request_id = :request_id and state = 'running'
