-- Finds the features of customers in the newest published run. Grain: one row per new application of a known customer.
select new_applications.item, new_applications.attributes as sent_attributes, known.*
from new_applications
cross join lateral (
  select *
  from analytics.current_customer_features f
  where f.customer_id = new_applications.customer_id
  limit 1
) known
