-- Groups that fairness is measured over. No model reads them.
-- Grain: one row per spine row whose customer is known.
select
  spine_id,
  jsonb_build_object(
    'sex', sex,
    'marital_status', marital_status,
    'age_group', case
      when age_years < 25 then 'under 25'
      when age_years < 35 then '25 to 34'
      when age_years < 45 then '35 to 44'
      when age_years < 55 then '45 to 54'
      when age_years < 65 then '55 to 64'
      when age_years >= 65 then '65 and over'
    end
  ) as groups
from customer_version
join applicant using (spine_id)
