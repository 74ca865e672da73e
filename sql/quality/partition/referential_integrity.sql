-- Grain: one row for a partition: delivered rows whose customer is not known.
-- severity: stop
-- tolerance: none
-- description: Every statement, transaction and application belongs to a known customer.
with delivered as (
  select 'loan_applications:' || application_id as key, customer_id
  from staging.loan_applications
  where run_id = :run_id
    and satisfies_hash_partition('staging.credit_history'::regclass, 16, {{partition}}, customer_id)
  union all
  select 'credit_history:' || customer_id || '/' || as_of, customer_id
  from staging.credit_history_p{{partition}} where run_id = :run_id
  union all
  select 'transactions:' || transaction_id, customer_id
  from staging.transactions_p{{partition}} where run_id = :run_id
),
checked as (
  select key, known.customer_id is null as orphan
  from delivered
  left join (
    select distinct customer_id
    from staging.customers
    where satisfies_hash_partition('staging.credit_history'::regclass, 16, {{partition}}, customer_id)
  ) known using (customer_id)
)
select
  count(*) filter (where orphan) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(key) from (select key from checked where orphan order by key limit 10) sample), '[]')
    as sample_keys
from checked
