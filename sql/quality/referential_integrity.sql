-- Grain: one row: delivered rows whose customer is not known.
-- severity: stop
-- tolerance: none
-- description: Every statement, transaction and application belongs to a known customer.
with belonging as (
  select 'loan_applications' as table_name, application_id as key, customer_id
  from staging.loan_applications where run_id = :run_id
  union all
  select 'credit_history', customer_id || '/' || as_of, customer_id
  from staging.credit_history where run_id = :run_id
  union all
  select 'transactions', transaction_id, customer_id
  from staging.transactions where run_id = :run_id
),
checked as (
  select table_name, key, known.customer_id is null as orphan
  from belonging
  left join (select distinct customer_id from staging.customers) known using (customer_id)
)
select
  count(*) filter (where orphan) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(table_name || ':' || key)
    from (select table_name, key from checked where orphan order by table_name, key limit 10) sample), '[]') as sample_keys
from checked
