-- Lists the categories that the lender declared for models, by the names of their features.
-- Grain: one row per attribute.
select case table_name when 'customers' then '{{customer_prefix}}' else '{{application_prefix}}' end || name as name, label
from staging.published_attributes
where type = 'category' and use = 'model'
order by 1
