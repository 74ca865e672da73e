-- Finds the sealed personal data of a customer, of the newest published delivery that has the customer.
-- Grain: at most one row. Parameters: customer_id.
select c.personal_data
from staging.customers c
where c.customer_id = :customer_id and exists (select from analytics.publications p where p.run_id = c.run_id)
order by c.valid_from desc
limit 1
