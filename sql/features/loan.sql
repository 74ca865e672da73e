-- Family `loan`: features of the requested loan. `application` has the application's own fields and `customer` its
-- customer's annual_income and credit_limit: columns of a run's applications, or parameters of one request.
-- Grain: one row per application.
with priced as (
  select
    application.*,
    customer.annual_income,
    customer.credit_limit,
    cast(amount as double precision) as amount_asked,
    cast(annual_rate as double precision) / 12 as monthly_rate
  from application
  left join customer using (spine_id)
),
instalments as (
  select
    *,
    case
      when monthly_rate > 0 then amount_asked * monthly_rate / (1 - power(1 + monthly_rate, -term_months))
      when monthly_rate = 0 then amount_asked / nullif(term_months, 0)
    end as monthly_instalment
  from priced
)
select
  spine_id,
  amount_asked as amount,
  term_months,
  cast(annual_rate as double precision) as annual_rate,
  purpose,
  -- Where the rate is unknown, the principal alone is divided.
  coalesce(monthly_instalment, amount_asked / nullif(term_months, 0)) as instalment,
  (cast(monthly_debt_payments as double precision) + monthly_instalment) * 12 / nullif(annual_income, 0)
    as debt_to_income,
  amount_asked / nullif(cast(collateral_value as double precision), 0) as loan_to_value,
  amount_asked / nullif(credit_limit, 0) as amount_to_limit,
  amount_asked / nullif(annual_income, 0) as amount_to_income
from instalments
