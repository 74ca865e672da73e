-- Grain: one row of staging.customers that a run found missing and that lasts as before.
update staging.customers set ended_on = null, ended_by_run = null
where ended_by_run = :run_id
