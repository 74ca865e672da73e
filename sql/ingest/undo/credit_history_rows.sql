-- Grain: one row of a partition of staging.credit_history that a run wrote and that is taken back; rows it only delivered
-- again stay.
delete from staging.credit_history_p{{partition}}
where run_id = :run_id and loaded_at >= (select opened_at from analytics.runs where run_id = :run_id)
