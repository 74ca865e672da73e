-- Grain: one row: delivered rows that are neither accepted nor refused, or both.
-- severity: stop
-- tolerance: none
-- description: Of every delivered table, accepted and refused rows together are the delivered rows.
with delivered as (
  select table_name, sum(rows_delivered) as total
  from staging.loads
  where run_id = :run_id
  group by table_name
),
accounted as (
  select table_name, sum(rows) as rows
  from (
    select table_name, count(distinct (file, line)) as rows
    from staging.rejected_rows where run_id = :run_id group by table_name
    union all
    select 'customers', count(*) from staging.customers where run_id = :run_id
    union all
    select 'loan_applications', count(*) from staging.loan_applications where run_id = :run_id
    union all
    select 'credit_history', count(*) from staging.credit_history where run_id = :run_id
    union all
    select 'transactions', count(*) from staging.transactions where run_id = :run_id
  ) parts
  group by table_name
)
select
  coalesce(sum(abs(total - coalesce(rows, 0))), 0) as failed_rows,
  coalesce(sum(total), 0) as total_rows,
  coalesce(jsonb_agg(table_name order by table_name) filter (where total <> coalesce(rows, 0)), '[]') as sample_keys
from delivered
left join accounted using (table_name)
