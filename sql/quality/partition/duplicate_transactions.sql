-- Grain: one row for a partition: delivered transactions that differ from another one in nothing but their identifier.
-- severity: warn
-- tolerance: none
-- description: No transaction is delivered twice under two identifiers.
with busy as ( -- few customers have two at one time, so that few rows are compared whole
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
