-- Grain: one row for a partition that counts delivered rows whose customer is unknown. Parameters: run_id.
-- severity: stop
-- tolerance: none
-- description: Every statement, transaction and application belongs to a known customer.
with delivered as (
  select 'loan_applications' as table_name, customer_id, count(*) as rows, min(application_id) as first_key
  from staging.loan_applications
  where run_id = :run_id
    and satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
  group by customer_id
  union all
  select 'credit_history', customer_id, count(*), customer_id || '/' || min(as_of)
  from staging.credit_history_p{{partition}} where run_id = :run_id
  group by customer_id
  union all
  select 'transactions', customer_id, count(*), min(transaction_id)
  from staging.transactions_p{{partition}} where run_id = :run_id
  group by customer_id
),
checked as (
  select table_name || ':' || first_key as key, rows,
    not exists (select from staging.customers known where known.customer_id = delivered.customer_id) as is_orphan
  from delivered
)
select
  coalesce(sum(rows) filter (where is_orphan), 0) as failed_rows,
  coalesce(sum(rows), 0) as total_rows,
  coalesce((select jsonb_agg(key) from (select key from checked where is_orphan order by key limit 10) sample), '[]')
    as sample_keys
from checked
