-- Counts requests that an arm of an experiment could not decide.
-- Grain: one row. Parameters: experiment_id, arm, failures.
select policies.count_arm_failures(:experiment_id, :arm, :failures) as failures_of_the_hour
