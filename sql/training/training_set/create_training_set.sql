-- Creates the temporary table of the training set, so that the rows that are counted are those that are exported. The
-- numbers give the same rows in the same order every time.
-- Grain: one row per application with a known, dated outcome.
create temporary table training_set on commit drop as
select row_number() over (order by application_id collate "C") as nth, example.*
from analytics.training_examples example
