-- Stores what an applicant is asked for.
-- Grain: one row. Parameters: case_id, action_id, by_person, note.
select case_id from cases.request_documents(:case_id, :action_id, :by_person, :note)
