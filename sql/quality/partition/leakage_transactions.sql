-- Grain: one row for a partition that counts applications whose features do not equal those of the transactions before
-- their as-of time, counted again. Labelled applications are inspected first, in a random order that never changes.
-- Parameters: run_id, as_of, leakage_applications.
-- severity: stop
-- tolerance: none
-- description: Features rest only on transactions booked before their as-of time: counted again, one by one.
with inspected as (
  select application_id, customer_id, as_of, coalesce(transactions_90d, 0) as transactions_90d, days_since_transaction,
    coalesce(inflow_180d, 0) as inflow_180d, coalesce(outflow_180d, 0) as outflow_180d
  from analytics.risk_features
  where run_id = :run_id and partition = {{partition}}
  order by as_of = cast(:as_of as timestamp), hashtext(application_id), application_id
  limit :leakage_applications
),
recounted as (
  select
    application_id,
    transactions_90d <> earlier.in_90d
      or days_since_transaction is distinct from earlier.days_since
      or abs(inflow_180d - earlier.inflow) > 1e-9 * inflow_180d
      or abs(outflow_180d - earlier.outflow) > 1e-9 * outflow_180d
      as differs
  from inspected
  cross join lateral (
    select
      count(*) filter (where booked_at >= inspected.as_of - interval '90 days') as in_90d,
      cast(inspected.as_of as date) - cast(max(booked_at) as date) as days_since,
      cast(coalesce(sum(amount) filter (where amount > 0), 0) as double precision) as inflow,
      cast(coalesce(-sum(amount) filter (where amount < 0), 0) as double precision) as outflow
    from staging.transactions_p{{partition}} movement
    where movement.customer_id = inspected.customer_id
      and movement.booked_at < inspected.as_of
      and movement.booked_at >= inspected.as_of - interval '180 days'
      and (ended_on is null or ended_on > inspected.as_of)
  ) earlier
)
select
  count(*) filter (where differs) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from recounted where differs order by application_id limit 10) sample), '[]')
    as sample_keys
from recounted
