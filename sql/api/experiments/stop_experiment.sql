-- Stops an experiment, or one of its arms.
-- Grain: one row. Parameters: experiment_id, arm (null: the whole experiment), why, by_person.
select (policies.stop_experiment(:experiment_id, :arm, :why, :by_person)).experiment_id
