-- Grain: one row: delivered tables of events without an event in the 62 days before the delivery.
-- severity: warn
-- tolerance: none
-- description: Delivered statements and transactions reach into the last two months.
with newest as (
  select 'credit_history' as table_name, cast(max(as_of) as timestamp) as newest_event
  from staging.credit_history where run_id = :run_id
  union all
  select 'transactions', max(booked_at)
  from staging.transactions where run_id = :run_id
)
select
  count(*) filter (where newest_event < cast(:as_of as date) - 62) as failed_rows,
  count(newest_event) as total_rows,
  coalesce(jsonb_agg(table_name order by table_name) filter (where newest_event < cast(:as_of as date) - 62), '[]')
    as sample_keys
from newest
