-- Lets the versions decide again that decided before the present ones.
-- Grain: one row. Parameters: request_id, assignment_id (that the person has seen; null: any), why, by_person.
select request_id from policies.roll_back(:request_id, cast(:assignment_id as bigint), :why, :by_person)
