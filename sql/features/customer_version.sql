-- Version of the customer that was known as of the spine row, or the first version when the delivery came later.
-- Grain: one row per spine row whose customer is known.
select distinct on (spine.spine_id)
  spine.spine_id,
  spine.as_of,
  version.valid_from,
  version.birth_date,
  version.sex,
  version.education_level,
  version.marital_status,
  version.dependants,
  version.employment_status,
  version.employment_start_date,
  version.annual_income,
  version.residence_status,
  version.residence_since,
  version.country,
  version.attributes
from spine
join staging.customers version using (customer_id)
order by
  spine.spine_id,
  case when version.valid_from <= spine.as_of then version.valid_from end desc nulls last,
  version.valid_from
