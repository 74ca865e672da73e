-- Grain: one row of staging.customers that a run wrote and that is taken back; rows it only delivered again stay.
delete from staging.customers
where run_id = :run_id and loaded_at >= (select opened_at from analytics.runs where run_id = :run_id)
