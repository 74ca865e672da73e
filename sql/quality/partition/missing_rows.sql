-- Grain: one row per large table with the rows of a partition that the run soft-deletes, and those rows with the
-- delivered ones. Parameters: run_id.
select 'credit_history' as key, count(*) filter (where ended_by_run = :run_id) as failed_rows, count(*) as total_rows
from staging.credit_history_p{{partition}}
where run_id = :run_id or ended_by_run = :run_id
union all
select 'transactions', count(*) filter (where ended_by_run = :run_id), count(*)
from staging.transactions_p{{partition}}
where run_id = :run_id or ended_by_run = :run_id
