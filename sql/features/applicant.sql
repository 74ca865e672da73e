-- Family `applicant`: features of the data on the customer.
-- Grain: one row per spine row whose customer is known.
select
  spine_id,
  case when birth_date <= as_of then cast((cast(as_of as date) - birth_date) / 365.25 as double precision) end as age_years,
  cast(annual_income as double precision) as annual_income,
  case when employment_start_date <= as_of then
    cast((cast(as_of as date) - employment_start_date) / 365.25 as double precision) end as employment_years,
  case when residence_since <= as_of then
    cast((cast(as_of as date) - residence_since) / 365.25 as double precision) end as residence_years,
  dependants,
  employment_status,
  education_level,
  residence_status
from customer_version
