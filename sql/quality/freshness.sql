-- Grain: one row that counts delivered tables of events without an event in the last days before the as-of date.
-- Parameters: run_id, as_of, freshness_days.
-- severity: warn
-- tolerance: none
-- description: Delivered statements and transactions reach almost up to the delivery.
with delivered as ( -- exists stops at the first event; finding the newest one would read all
  select 'credit_history' as table_name,
    exists (select from staging.credit_history where run_id = :run_id) as has_events,
    exists (
      select from staging.credit_history
      where run_id = :run_id and as_of >= cast(:as_of as date) - cast(:freshness_days as integer)
    ) as is_fresh
  union all
  select 'transactions',
    exists (select from staging.transactions where run_id = :run_id and booked_at is not null),
    exists (
      select from staging.transactions
      where run_id = :run_id and booked_at >= cast(:as_of as date) - cast(:freshness_days as integer)
    )
)
select
  count(*) filter (where has_events and not is_fresh) as failed_rows,
  count(*) filter (where has_events) as total_rows,
  coalesce(jsonb_agg(table_name order by table_name) filter (where has_events and not is_fresh), '[]') as sample_keys
from delivered
