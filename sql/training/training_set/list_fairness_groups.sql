-- Grain: one row per group name that fairness is measured over, in this training set.
select distinct jsonb_object_keys(fairness) collate "C" as name
from training_set
order by 1
