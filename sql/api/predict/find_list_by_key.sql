-- Finds the request that a prediction list is stored for under a caller's idempotency key.
-- Grain: at most one row. Parameters: client_id, requested_by, idempotency_key.
select request_sha256
from predictions.batch_requests
where client_id = :client_id and requested_by = :requested_by and idempotency_key = :idempotency_key
