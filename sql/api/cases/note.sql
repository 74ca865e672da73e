-- Stores a note at a case.
-- Grain: one row. Parameters: case_id, action_id, by_person, note.
select case_id from cases.note(:case_id, :action_id, :by_person, :note)
