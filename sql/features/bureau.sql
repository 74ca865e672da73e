-- Family `bureau`: features of the six newest statements before as_of that were not soft-deleted then; n = 1 is the
-- newest. Means and sums use exact decimals, so that they do not depend on the order of the rows.
-- Grain: one row per spine row whose customer has such a statement.
with ranked as (
  select
    spine.spine_id,
    spine.as_of as seen_at,
    statement.*,
    row_number() over newest_first as n,
    -- The amount owed is the payment due, or the whole balance of the previous statement.
    coalesce(payment_due, lead(balance) over newest_first) as owed,
    last_value(balance) over (newest_first rows between current row and 5 following) as oldest_balance,
    last_value(credit_limit) over (newest_first rows between current row and 5 following) as oldest_limit,
    -- Computed here and not in the sums below, where each would compute the quotient again.
    balance / nullif(credit_limit, 0) as utilisation,
    payment_made / nullif(credit_limit, 0) as payment_to_limit
  from spine
  join staging.credit_history_p{{partition}} statement
    on statement.customer_id = spine.customer_id and statement.as_of < spine.as_of
    and (statement.ended_on is null or statement.ended_on > spine.as_of)
  window newest_first as (partition by spine.spine_id order by statement.as_of desc)
),
recent as (
  select
    *,
    oldest_balance / nullif(oldest_limit, 0) as oldest_utilisation,
    case when owed > 0 then least(payment_made / owed, 10) when payment_made is not null and owed <= 0 then 1 end
      as payment_ratio
  from ranked
  where n <= 6
)
select
  spine_id,
  max(credit_score) filter (where n = 1) as credit_score,
  cast(max(credit_limit) filter (where n = 1) as double precision) as credit_limit,
  max(open_accounts) filter (where n = 1) as open_accounts,
  max(inquiries_6m) filter (where n = 1) as inquiries_6m,
  max(delinquencies_24m) filter (where n = 1) as delinquencies_24m,
  max(public_records) filter (where n = 1) as public_records,
  cast(max((cast(seen_at as date) - oldest_account_date) / 365.25)
    filter (where n = 1 and oldest_account_date <= seen_at) as double precision) as oldest_account_years,
  cast(count(*) as integer) as statements_6m,
  max(months_past_due) filter (where n = 1) as months_past_due_1,
  max(months_past_due) filter (where n = 2) as months_past_due_2,
  max(months_past_due) filter (where n = 3) as months_past_due_3,
  max(months_past_due) filter (where n = 4) as months_past_due_4,
  max(months_past_due) filter (where n = 5) as months_past_due_5,
  max(months_past_due) filter (where n = 6) as months_past_due_6,
  max(months_past_due) as months_past_due_max_6m,
  cast(avg(months_past_due) as double precision) as months_past_due_mean_6m,
  case when count(months_past_due) > 0 then cast(count(*) filter (where months_past_due >= 1) as integer) end
    as statements_late_6m,
  case when count(months_past_due) > 0 then cast(count(*) filter (where months_past_due >= 2) as integer) end
    as statements_late_2_6m,
  case when count(months_past_due) > 0 then cast(count(*) filter (where months_past_due = -1) as integer) end
    as statements_paid_in_full_6m,
  cast(max(utilisation) filter (where n = 1) as double precision) as utilisation,
  cast(avg(utilisation) as double precision) as utilisation_mean_6m,
  cast(max(utilisation) as double precision) as utilisation_max_6m,
  case when count(*) > 1 then cast(max(utilisation - oldest_utilisation) filter (where n = 1) as double precision) end
    as utilisation_trend_6m,
  cast(max(balance) filter (where n = 1) as double precision) as balance,
  case when count(*) > 1 then cast(max(balance - oldest_balance) filter (where n = 1) as double precision) end
    as balance_trend_6m,
  cast(max(credit_limit - balance) filter (where n = 1) as double precision) as spare_limit,
  cast(max(payment_made) filter (where n = 1) as double precision) as payment_made_1,
  cast(max(payment_made) filter (where n = 2) as double precision) as payment_made_2,
  cast(sum(payment_made) as double precision) as paid_6m,
  cast(avg(payment_to_limit) as double precision) as payment_to_limit_6m,
  cast(max(payment_ratio) filter (where n = 1) as double precision) as payment_ratio_1,
  cast(avg(payment_ratio) as double precision) as payment_ratio_mean_6m,
  cast(min(payment_ratio) as double precision) as payment_ratio_min_6m
from recent
group by spine_id
