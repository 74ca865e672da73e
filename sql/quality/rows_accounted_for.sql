-- Grain: one row per delivered table with its delivered rows minus the rejected ones and, for small tables, the accepted
-- ones, without rows that a correction made. partition/rows_accounted_for.sql subtracts the accepted rows of the large tables. Parameters: run_id.
-- severity: stop
-- tolerance: sum
-- description: Of every delivered table, accepted and refused rows together are the delivered rows.
with delivered as (
  select table_name, sum(rows_delivered) as total
  from staging.loads
  where run_id = :run_id
  group by table_name
),
rejected as (
  select table_name, count(distinct (file, line)) as rows
  from staging.rejected_rows
  where run_id = :run_id
  group by table_name
)
select
  table_name as key,
  total - coalesce(rejected.rows, 0) - case table_name
    when 'customers' then (select count(*) from staging.customers
      where run_id = :run_id and not starts_with(source_file, 'rectification:'))
    when 'loan_applications' then (select count(*) from staging.loan_applications
      where run_id = :run_id and not starts_with(source_file, 'rectification:'))
    else 0
  end as failed_rows,
  total as total_rows
from delivered
left join rejected using (table_name)
