-- Gives sql/features/loan.sql its table of applications. Grain: one row per new application.
select item as spine_id, amount, term_months, annual_rate, purpose, monthly_debt_payments, collateral_value
from new_applications
