-- Grain: one row: delivered tables of events without an event in the days before the delivery that the bound allows.
-- severity: warn
-- tolerance: none
-- description: Delivered statements and transactions reach almost up to the delivery.
with newest as (
  select 'credit_history' as table_name, cast(max(as_of) as timestamp) as newest_event
  from staging.credit_history where run_id = :run_id
  union all
  select 'transactions', max(booked_at)
  from staging.transactions where run_id = :run_id
)
select
  count(*) filter (where newest_event < cast(:as_of as date) - cast(:freshness_days as integer)) as failed_rows,
  count(newest_event) as total_rows,
  coalesce(jsonb_agg(table_name order by table_name) filter (where newest_event < cast(:as_of as date) - cast(:freshness_days as integer)), '[]')
    as sample_keys
from newest
