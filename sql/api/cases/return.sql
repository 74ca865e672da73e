-- Sends the decision of another person back.
-- Grain: one row. Parameters: case_id, action_id, note, by_person.
select case_id from cases.return(:case_id, :action_id, :note, :by_person)
