-- Grain: one row per application with a known, dated outcome; frozen for this transaction, so that what is counted is
-- what is exported, and numbered, so that the same examples always come in the same order.
create temporary table training_set on commit drop as
select row_number() over (order by application_id collate "C") as nth, example.*
from analytics.training_examples example
