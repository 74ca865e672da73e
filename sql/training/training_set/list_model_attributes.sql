-- Lists the attributes that the lender declares for models.
-- Grain: one row per attribute.
select
  (case table_name when 'customers' then '{{customer_prefix}}' else '{{application_prefix}}' end || name) collate "C" as name,
  type,
  label,
  reason
from staging.published_attributes
where use = 'model'
order by 1
