-- Rolls back on the word of one person; another reviews it afterwards.
-- Grain: one row, the request. Parameters: request_id, kind, subject, content (JSON), why, by.
select request_id, kind, subject, content, state, is_emergency, needs_two, proposed_by, proposed_why, proposed_at,
  expires_at, decided_by, decided_why, decided_at, applied_at, failure, reviewed_by, reviewed_why, reviewed_at
from governance.start_emergency(:request_id, :kind, :subject, cast(:content as jsonb), :why, :by)
