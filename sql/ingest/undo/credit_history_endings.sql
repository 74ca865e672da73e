-- Grain: one row of a partition of staging.credit_history that a run found missing and that lasts as before.
update staging.credit_history_p{{partition}} set ended_on = null, ended_by_run = null
where ended_by_run = :run_id
