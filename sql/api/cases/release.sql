-- Gives a case back to the queue.
-- Grain: one row. Parameters: case_id, action_id, by_person, note (or null).
select case_id from cases.release(:case_id, :action_id, :by_person, cast(:note as text))
