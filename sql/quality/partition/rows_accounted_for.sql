-- Grain: one row per large table: the accepted rows of a partition, which are no longer to be accounted for.
select 'credit_history' as key, -count(*) as failed_rows, 0 as total_rows
from staging.credit_history_p{{partition}}
where run_id = :run_id
union all
select 'transactions', -count(*), 0
from staging.transactions_p{{partition}}
where run_id = :run_id
