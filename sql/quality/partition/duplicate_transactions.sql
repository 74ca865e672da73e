-- Grain: one row for a partition that counts delivered transactions that differ from another one only in their id.
-- Parameters: run_id.
-- severity: warn
-- tolerance: none
-- description: No transaction is delivered twice under two identifiers.
with busy as ( -- narrows the comparison of whole rows to customers with two transactions at one time
  select customer_id, booked_at
  from staging.transactions_p{{partition}}
  where run_id = :run_id and booked_at is not null
  group by customer_id, booked_at
  having count(*) > 1
),
repeated as (
  select count(*) as copies, min(transaction_id) as first_id
  from busy
  join staging.transactions_p{{partition}} using (customer_id, booked_at)
  where run_id = :run_id
  group by customer_id, booked_at, amount, kind, balance_after
  having count(*) > 1
)
select
  coalesce(sum(copies - 1), 0) as failed_rows,
  (select count(booked_at) from staging.transactions_p{{partition}} where run_id = :run_id) as total_rows,
  coalesce((select jsonb_agg(first_id) from (select first_id from repeated order by first_id limit 10) sample), '[]')
    as sample_keys
from repeated
