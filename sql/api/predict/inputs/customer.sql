-- Gives sql/features/loan.sql its table of customers. Grain: one row per new application of a known customer.
select item as spine_id, annual_income, credit_limit
from known_customers
