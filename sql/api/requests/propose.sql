-- Proposes a change.
-- Grain: one row. Parameters: request_id, kind, subject, content (JSON), why, by_person, lifetime_days.
select request_id from governance.propose(
  :request_id, :kind, :subject, cast(:content as jsonb), :why, :by_person, cast(:lifetime_days as integer)
)
