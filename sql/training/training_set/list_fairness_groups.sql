-- Lists the attributes over whose groups fairness is measured in this training set.
-- Grain: one row per attribute.
select distinct jsonb_object_keys(fairness) collate "C" as name
from training_set
order by 1
