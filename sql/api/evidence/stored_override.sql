-- Grain: one row, the override of that id or of the person's idempotency key; none if there is none.
select override_id, prediction_id, decision, overruled, reason, decided_by, decided_at, request_sha256
from predictions.overrides
where override_id = :override_id
  or (client_id = :client_id and decided_by = :decided_by and idempotency_key = cast(:idempotency_key as text))
