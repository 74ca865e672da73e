-- Family `cash_flow`: features of the transactions in the 180 days before as_of that were not soft-deleted then. A
-- spine row has the starts of its windows: since_30d, since_90d and since_180d.
-- Grain: one row per spine row whose customer has such a transaction.
with recent as (
  select
    spine.spine_id,
    spine.as_of,
    booked_at,
    amount,
    kind,
    balance_after,
    booked_at >= spine.since_30d as in_30d,
    booked_at >= spine.since_90d as in_90d
  from spine
  join staging.transactions_p{{partition}} movement
    on movement.customer_id = spine.customer_id
    and booked_at < spine.as_of
    and booked_at >= spine.since_180d
    and (ended_on is null or ended_on > spine.as_of)
),
totals as (
  select
    spine_id,
    coalesce(sum(amount) filter (where in_30d and amount > 0), 0) as inflow_30d,
    coalesce(sum(amount) filter (where in_90d and amount > 0), 0) as inflow_90d,
    coalesce(sum(amount) filter (where amount > 0), 0) as inflow_180d,
    coalesce(-sum(amount) filter (where in_30d and amount < 0), 0) as outflow_30d,
    coalesce(-sum(amount) filter (where in_90d and amount < 0), 0) as outflow_90d,
    coalesce(-sum(amount) filter (where amount < 0), 0) as outflow_180d,
    stddev_samp(amount) filter (where in_90d) as volatility_90d,
    cast(count(*) filter (where in_90d) as integer) as transactions_90d,
    coalesce(sum(amount) filter (where in_90d and amount > 0 and kind = 'salary'), 0) as salary_90d,
    coalesce(-sum(amount) filter (where in_90d and amount < 0 and kind = 'cash'), 0) as cash_90d,
    cast(max(as_of) as date) - cast(max(booked_at) as date) as days_since_transaction,
    min(balance_after) filter (where in_90d) as minimum_balance_90d
  from recent
  group by spine_id
)
select
  spine_id,
  cast(inflow_30d as double precision) as inflow_30d,
  cast(inflow_90d as double precision) as inflow_90d,
  cast(inflow_180d as double precision) as inflow_180d,
  cast(outflow_30d as double precision) as outflow_30d,
  cast(outflow_90d as double precision) as outflow_90d,
  cast(outflow_180d as double precision) as outflow_180d,
  cast(inflow_90d - outflow_90d as double precision) as net_flow_90d,
  cast(volatility_90d as double precision) as volatility_90d,
  transactions_90d,
  cast(salary_90d / nullif(inflow_90d, 0) as double precision) as salary_share_90d,
  cast(cash_90d / nullif(outflow_90d, 0) as double precision) as cash_share_90d,
  days_since_transaction,
  cast(minimum_balance_90d as double precision) as minimum_balance_90d
from totals
