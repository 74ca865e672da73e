-- Gives a case to a person.
-- Grain: one row. Parameters: case_id, action_id, by_person.
select case_id from cases.claim(:case_id, :action_id, :by_person)
