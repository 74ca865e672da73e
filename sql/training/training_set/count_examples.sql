-- Grain: one row: how many examples there are, how many defaulted, and as of when the newest one is.
select count(*) as rows, count(*) filter (where defaulted = 1) as positives, cast(max(as_of) as date)::text as as_of_max
from training_set
