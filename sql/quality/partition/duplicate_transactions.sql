-- Grain: one row for a partition: delivered transactions that differ from another one in nothing but their identifier.
-- severity: warn
-- tolerance: none
-- description: No transaction is delivered twice under two identifiers.
with repeated as (
  select count(*) as copies, min(transaction_id) as first_id
  from staging.transactions_p{{partition}}
  where run_id = :run_id and booked_at is not null
  group by customer_id, booked_at, amount, kind, balance_after
)
select
  coalesce(sum(copies - 1), 0) as failed_rows,
  coalesce(sum(copies), 0) as total_rows,
  coalesce((select jsonb_agg(first_id)
    from (select first_id from repeated where copies > 1 order by first_id limit 10) sample), '[]') as sample_keys
from repeated
