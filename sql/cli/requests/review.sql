-- Stores the review of an emergency rollback.
-- Grain: one row, the request. Parameters: request_id, by, why.
select request_id, kind, subject, content, state, is_emergency, needs_two, proposed_by, proposed_why, proposed_at,
  expires_at, decided_by, decided_why, decided_at, applied_at, failure, reviewed_by, reviewed_why, reviewed_at
from governance.review(:request_id, :by, :why)
