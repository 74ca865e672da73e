-- Approves or rejects an open request.
-- Grain: one row, the request. Parameters: request_id, decision (approve, reject), by, why.
select request_id, kind, subject, content, state, is_emergency, needs_two, proposed_by, proposed_why, proposed_at,
  expires_at, decided_by, decided_why, decided_at, applied_at, failure, reviewed_by, reviewed_why, reviewed_at
from governance.decide(:request_id, :decision, :by, :why)
