-- Grain: one row per item of the request that describes a new application, in the types of a delivered one.
-- Parameters: new_applications (JSON).
select item, customer_id, amount, term_months, annual_rate, purpose, monthly_debt_payments, collateral_value,
  coalesce(attributes, '{}') as attributes
from jsonb_to_recordset(cast(:new_applications as jsonb)) as requested (
  item integer, customer_id text, amount numeric(14,2), term_months integer, annual_rate numeric(9,6), purpose text,
  monthly_debt_payments numeric(14,2), collateral_value numeric(14,2), attributes jsonb
)
