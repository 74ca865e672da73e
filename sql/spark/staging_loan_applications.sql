-- Input of the Spark job: versions of applications. Values of jsonb are exported as JSON texts, so that they keep all
-- digits.
-- Grain: one exported line per version of the applications of a partition's customers.
select application_id, valid_from, customer_id, applied_at, amount, term_months, annual_rate, purpose,
  monthly_debt_payments, collateral_value, status, defaulted, outcome_date,
  coalesce((select jsonb_object_agg(key, cast(value as text)) from jsonb_each(attributes)), '{}') as attributes,
  ended_on
from staging.loan_applications
where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
