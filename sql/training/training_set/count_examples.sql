-- Counts the training set's rows and defaults, and finds its newest as-of day.
-- Grain: one row.
select count(*) as rows, count(*) filter (where defaulted = 1) as positives, cast(max(as_of) as date)::text as as_of_max
from training_set
