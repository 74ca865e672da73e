-- Creates the temporary table of the training set, so that the same rows are counted and exported. The
-- row numbers make the order the same in every export. No model learns from a customer whose processing is restricted.
-- `borrower` is an opaque number, by which training keeps the applications of one customer on one side of a split.
-- Grain: one row per application with a known, dated outcome.
create temporary table training_set on commit drop as
select row_number() over (order by application_id collate "C") as nth,
  dense_rank() over (order by customer_id collate "C") as borrower, example.*
from analytics.training_examples example
where example.customer_id not in (select customer_id from privacy.restricted_customers)
