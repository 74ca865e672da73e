-- Grain: one row per application that is open or labelled, and one per customer as of the delivery ({{as_of}}): the
-- features of the catalogue as one query written by hand for one delivery, over double precision.
with spine as (
  select application_id as id, customer_id, true as is_application,
    case when defaulted is null then timestamp '{{as_of}}' else applied_at end as seen_at
  from floor.loan_applications
  where case when defaulted is null then status = 'received' else outcome_date is not null end
  union all
  select customer_id, customer_id, false, timestamp '{{as_of}}'
  from floor.customers
),
ranked as (
  select id, is_application, seen_at, statement.*,
    row_number() over newest as n,
    coalesce(payment_due, lead(balance) over newest) as owed,
    last_value(balance) over (newest rows between current row and 5 following) as oldest_balance,
    last_value(credit_limit) over (newest rows between current row and 5 following) as oldest_limit
  from spine
  join floor.credit_history statement using (customer_id)
  where statement.as_of < seen_at
  window newest as (partition by id, is_application order by statement.as_of desc)
),
statements as (
  select *,
    balance / nullif(credit_limit, 0) as used,
    case when owed > 0 then least(payment_made / owed, 10) when payment_made is not null and owed <= 0 then 1 end as ratio
  from ranked
  where n <= 6
),
bureau as (
  select id, is_application,
    max(credit_score) filter (where n = 1) as credit_score,
    max(credit_limit) filter (where n = 1) as credit_limit,
    max(open_accounts) filter (where n = 1) as open_accounts,
    max(inquiries_6m) filter (where n = 1) as inquiries_6m,
    max(delinquencies_24m) filter (where n = 1) as delinquencies_24m,
    max(public_records) filter (where n = 1) as public_records,
    max((cast(seen_at as date) - oldest_account_date) / cast(365.25 as double precision))
      filter (where n = 1 and oldest_account_date <= seen_at) as oldest_account_years,
    count(*) as statements_6m,
    max(months_past_due) filter (where n = 1) as months_past_due_1,
    max(months_past_due) filter (where n = 2) as months_past_due_2,
    max(months_past_due) filter (where n = 3) as months_past_due_3,
    max(months_past_due) filter (where n = 4) as months_past_due_4,
    max(months_past_due) filter (where n = 5) as months_past_due_5,
    max(months_past_due) filter (where n = 6) as months_past_due_6,
    max(months_past_due) as months_past_due_max_6m,
    avg(cast(months_past_due as double precision)) as months_past_due_mean_6m,
    case when count(months_past_due) > 0 then count(*) filter (where months_past_due >= 1) end as statements_late_6m,
    case when count(months_past_due) > 0 then count(*) filter (where months_past_due >= 2) end as statements_late_2_6m,
    case when count(months_past_due) > 0 then count(*) filter (where months_past_due = -1) end as statements_paid_in_full_6m,
    max(used) filter (where n = 1) as utilisation,
    avg(used) as utilisation_mean_6m,
    max(used) as utilisation_max_6m,
    case when count(*) > 1 then max(used - oldest_balance / nullif(oldest_limit, 0)) filter (where n = 1) end
      as utilisation_trend_6m,
    max(balance) filter (where n = 1) as balance,
    case when count(*) > 1 then max(balance - oldest_balance) filter (where n = 1) end as balance_trend_6m,
    max(credit_limit - balance) filter (where n = 1) as spare_limit,
    max(payment_made) filter (where n = 1) as payment_made_1,
    max(payment_made) filter (where n = 2) as payment_made_2,
    sum(payment_made) as paid_6m,
    avg(payment_made / nullif(credit_limit, 0)) as payment_to_limit_6m,
    max(ratio) filter (where n = 1) as payment_ratio_1,
    avg(ratio) as payment_ratio_mean_6m,
    min(ratio) as payment_ratio_min_6m
  from statements
  group by id, is_application
),
cash as (
  select id, is_application,
    coalesce(sum(amount) filter (where amount > 0 and booked_at >= seen_at - interval '30 days'), 0) as inflow_30d,
    coalesce(sum(amount) filter (where amount > 0 and booked_at >= seen_at - interval '90 days'), 0) as inflow_90d,
    coalesce(sum(amount) filter (where amount > 0), 0) as inflow_180d,
    coalesce(-sum(amount) filter (where amount < 0 and booked_at >= seen_at - interval '30 days'), 0) as outflow_30d,
    coalesce(-sum(amount) filter (where amount < 0 and booked_at >= seen_at - interval '90 days'), 0) as outflow_90d,
    coalesce(-sum(amount) filter (where amount < 0), 0) as outflow_180d,
    stddev_samp(amount) filter (where booked_at >= seen_at - interval '90 days') as volatility_90d,
    count(*) filter (where booked_at >= seen_at - interval '90 days') as transactions_90d,
    coalesce(sum(amount) filter (where amount > 0 and kind = 'salary' and booked_at >= seen_at - interval '90 days'), 0)
      as salary_90d,
    coalesce(-sum(amount) filter (where amount < 0 and kind = 'cash' and booked_at >= seen_at - interval '90 days'), 0)
      as cash_90d,
    cast(max(seen_at) as date) - cast(max(booked_at) as date) as days_since_transaction,
    min(balance_after) filter (where booked_at >= seen_at - interval '90 days') as minimum_balance_90d
  from spine
  join floor.transactions using (customer_id)
  where booked_at < seen_at and booked_at >= seen_at - interval '180 days'
  group by id, is_application
),
loan as (
  select *, case when annual_rate > 0
      then amount * (annual_rate / 12) / (1 - power(1 + annual_rate / 12, -term_months))
      when annual_rate = 0 then amount / nullif(term_months, 0) end as priced
  from floor.loan_applications
)
select spine.id, spine.is_application,
  case when birth_date <= seen_at then (cast(seen_at as date) - birth_date) / cast(365.25 as double precision) end as age_years,
  annual_income,
  case when employment_start_date <= seen_at
    then (cast(seen_at as date) - employment_start_date) / cast(365.25 as double precision) end as employment_years,
  case when residence_since <= seen_at
    then (cast(seen_at as date) - residence_since) / cast(365.25 as double precision) end as residence_years,
  dependants, employment_status, education_level, residence_status,
  credit_score, credit_limit, open_accounts, inquiries_6m, delinquencies_24m, public_records, oldest_account_years,
  statements_6m, months_past_due_1, months_past_due_2, months_past_due_3, months_past_due_4, months_past_due_5,
  months_past_due_6, months_past_due_max_6m, months_past_due_mean_6m, statements_late_6m, statements_late_2_6m,
  statements_paid_in_full_6m, utilisation, utilisation_mean_6m, utilisation_max_6m, utilisation_trend_6m, balance,
  balance_trend_6m, spare_limit, payment_made_1, payment_made_2, paid_6m, payment_to_limit_6m, payment_ratio_1,
  payment_ratio_mean_6m, payment_ratio_min_6m, inflow_30d, inflow_90d, inflow_180d, outflow_30d, outflow_90d,
  outflow_180d, inflow_90d - outflow_90d as net_flow_90d, volatility_90d, transactions_90d,
  salary_90d / nullif(inflow_90d, 0) as salary_share_90d, cash_90d / nullif(outflow_90d, 0) as cash_share_90d,
  days_since_transaction, minimum_balance_90d, amount, term_months, annual_rate, purpose,
  coalesce(priced, amount / nullif(term_months, 0)) as instalment,
  (monthly_debt_payments + priced) * 12 / nullif(annual_income, 0) as debt_to_income,
  amount / nullif(collateral_value, 0) as loan_to_value,
  amount / nullif(credit_limit, 0) as amount_to_limit,
  amount / nullif(annual_income, 0) as amount_to_income
from spine
join floor.customers using (customer_id)
left join bureau on bureau.id = spine.id and bureau.is_application = spine.is_application
left join cash on cash.id = spine.id and cash.is_application = spine.is_application
left join loan on spine.is_application and application_id = spine.id
