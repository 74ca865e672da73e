-- Grain: one row per large table with the accepted rows of a partition as a negative number, to be added to the rows of
-- ../rows_accounted_for.sql. Parameters: run_id.
select 'credit_history' as key, -count(*) as failed_rows, 0 as total_rows
from staging.credit_history_p{{partition}}
where run_id = :run_id and not starts_with(source_file, 'rectification:')
union all
select 'transactions', -count(*), 0
from staging.transactions_p{{partition}}
where run_id = :run_id and not starts_with(source_file, 'rectification:')
