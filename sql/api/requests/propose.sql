-- Proposes a change.
-- Grain: one row. Parameters: request_id, kind, subject, content (JSON), why, by_person, lifetime_days, written_by
-- (JSON).
select request_id from governance.propose(
  :request_id, :kind, :subject, cast(:content as jsonb), :why, :by_person, cast(:lifetime_days as integer),
  array(select jsonb_array_elements_text(cast(:written_by as jsonb)))
)
