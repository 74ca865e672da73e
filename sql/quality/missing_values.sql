-- Grain: one row per optional column of customers and loan_applications that counts its unknown values.
-- Parameters: run_id.
-- severity: stop
-- tolerance: column
-- description: No column of customers and applications is unknown more often than its tolerance.
with customers as (
  select
    count(*) as rows,
    count(birth_date) as birth_date,
    count(sex) as sex,
    count(education_level) as education_level,
    count(marital_status) as marital_status,
    count(dependants) as dependants,
    count(employment_status) as employment_status,
    count(employment_start_date) as employment_start_date,
    count(annual_income) as annual_income,
    count(residence_status) as residence_status,
    count(residence_since) as residence_since,
    count(country) as country
  from staging.customers
  where run_id = :run_id
),
loan_applications as (
  select
    count(*) as rows,
    count(term_months) as term_months,
    count(annual_rate) as annual_rate,
    count(purpose) as purpose,
    count(monthly_debt_payments) as monthly_debt_payments,
    count(collateral_value) as collateral_value,
    -- An application with an outcome needs no status: it is not open.
    count(*) filter (where defaulted is null) as undecided,
    count(status) filter (where defaulted is null) as status,
    -- Unknown until there is an outcome; an outcome has a date.
    count(*) filter (where defaulted is null or outcome_date is not null) as outcome_date
  from staging.loan_applications
  where run_id = :run_id
)
select 'customers.' || name as key, rows - known as failed_rows, rows as total_rows
from customers
cross join lateral (values
  ('birth_date', birth_date),
  ('sex', sex),
  ('education_level', education_level),
  ('marital_status', marital_status),
  ('dependants', dependants),
  ('employment_status', employment_status),
  ('employment_start_date', employment_start_date),
  ('annual_income', annual_income),
  ('residence_status', residence_status),
  ('residence_since', residence_since),
  ('country', country)
) as listed (name, known)
union all
select 'loan_applications.' || name, of_rows - known, of_rows
from loan_applications
cross join lateral (values
  ('term_months', term_months, rows),
  ('annual_rate', annual_rate, rows),
  ('purpose', purpose, rows),
  ('monthly_debt_payments', monthly_debt_payments, rows),
  ('collateral_value', collateral_value, rows),
  ('status', status, undecided),
  ('outcome_date', outcome_date, rows)
) as listed (name, known, of_rows)
