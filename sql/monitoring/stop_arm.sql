-- Stops an arm whose guardrail is violated. A repeated call changes nothing.
-- Grain: one row. Parameters: experiment_id, arm, guardrail, why, figures (JSON).
select (policies.stop_arm(:experiment_id, :arm, :guardrail, :why, cast(:figures as jsonb))).stopped_at is not null as is_over
