-- Finds an override, or the end of one, by its id or by the person's idempotency key.
-- Grain: at most one row. Parameters: override_id, client_id, decided_by, idempotency_key (or null).
select override_id, prediction_id, decision, ends, overruled, reason, decided_by, decided_at, request_sha256
from predictions.overrides
where override_id = :override_id
  or (client_id = :client_id and decided_by = :decided_by and idempotency_key = cast(:idempotency_key as text))
