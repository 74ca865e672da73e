-- Grain: one row per new application of a known customer: what sql/features/loan.sql reads of its customer.
select item as spine_id, annual_income, credit_limit
from known_customers
