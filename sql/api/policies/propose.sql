-- Proposes that a version decides.
-- Grain: one row. Parameters: request_id, version, segment (JSON or null), effective_from (null: at once), why, by_person,
-- lifetime_days.
select request_id from policies.propose(
  :request_id, :version, cast(:segment as jsonb), :effective_from, :why, :by_person, cast(:lifetime_days as integer)
)
