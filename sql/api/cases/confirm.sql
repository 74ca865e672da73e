-- Makes the decision of another person hold.
-- Grain: one row. Parameters: case_id, action_id, override_id, note (or null), by_person.
select case_id from cases.confirm(:case_id, :action_id, :override_id, cast(:note as text), :by_person)
