-- Lists the categories that the lender declares for models: the feature's name and label.
-- Grain: one row per category.
select case table_name when 'customers' then '{{customer_prefix}}' else '{{application_prefix}}' end || name as feature,
  coalesce(label, name) as label
from staging.published_attributes
where use = 'model' and type = 'category' and table_name in ('customers', 'loan_applications')
order by 1
