-- Grain: one row of staging.loan_applications that a run found missing and that lasts as before.
update staging.loan_applications set ended_on = null, ended_by_run = null
where ended_by_run = :run_id
