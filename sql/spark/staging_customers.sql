-- Input of the Spark job: versions of customers. Values of jsonb are exported as JSON texts, so that they keep all
-- digits.
-- Grain: one exported line per version of a partition's customers.
select customer_id, valid_from, birth_date, sex, education_level, marital_status, dependants, employment_status,
  employment_start_date, annual_income, residence_status, residence_since, country,
  coalesce((select jsonb_object_agg(key, cast(value as text)) from jsonb_each(attributes)), '{}') as attributes,
  ended_on
from staging.customers
where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
