-- Grain: one row per new application: what sql/features/loan.sql reads of a run's applications.
select item as spine_id, amount, term_months, annual_rate, purpose, monthly_debt_payments, collateral_value
from asked_customers
