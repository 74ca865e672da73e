-- Grain: one row per item whose customer the newest published run knows: the customer's features.
select asked_customers.item, asked_customers.attributes as given, known.*
from asked_customers
cross join lateral (
  select *
  from analytics.current_customer_features f
  where f.customer_id = asked_customers.customer_id
  limit 1
) known
