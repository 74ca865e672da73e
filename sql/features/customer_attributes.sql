-- Attributes of customers: those that models may read, and those that fairness is measured over.
-- Grain: one row per spine row whose customer is known; none where the lender declares no attribute of customers.
select
  spine_id,
  coalesce(jsonb_object_agg('{{customer_prefix}}' || declared.name, attributes -> declared.name)
    filter (where declared.use = 'model'), '{}') as features,
  coalesce(jsonb_object_agg('{{customer_prefix}}' || declared.name, attributes -> declared.name)
    filter (where declared.use = 'fairness'), '{}') as groups
from customer_version
join staging.attributes declared on declared.table_name = 'customers' and declared.use in ('model', 'fairness')
group by spine_id
