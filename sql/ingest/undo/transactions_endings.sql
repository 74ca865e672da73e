-- Grain: one row of a partition of staging.transactions that a run found missing and that lasts as before.
update staging.transactions_p{{partition}} set ended_on = null, ended_by_run = null
where ended_by_run = :run_id
