-- Gives a case to another person.
-- Grain: one row. Parameters: case_id, action_id, to_person, by_person, note (or null), can_take (also from its holder).
select case_id from cases.assign(:case_id, :action_id, :to_person, :by_person, cast(:note as text), :can_take)
