-- Lists the attributes over whose groups fairness is measured in this training set. One that is declared for models now
-- is left out, because no column can be a group and a model input, and one that is ignored now.
-- Grain: one row per attribute.
select jsonb_object_keys(fairness) collate "C" as name
from training_set
except
select case table_name when 'customers' then '{{customer_prefix}}' else '{{application_prefix}}' end || name
from staging.published_attributes
where use <> 'fairness'
order by 1
