-- Rolls the champion back on the word of one person; the worker change-stage makes the change.
-- Grain: one row. Parameters: request_id, version, replaces (champion that the person has seen), why, by_person.
select request_id, state from governance.roll_model_back(:request_id, :version, :replaces, :why, :by_person)
