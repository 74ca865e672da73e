-- Grain: one row of staging.loan_applications that a run wrote and that is taken back; rows it only delivered again stay.
delete from staging.loan_applications
where run_id = :run_id and loaded_at >= (select opened_at from analytics.runs where run_id = :run_id)
