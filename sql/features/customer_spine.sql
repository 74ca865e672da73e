-- Grain: one row per customer known at the run, as of the run.
select distinct customer_id as spine_id, customer_id, cast(:as_of as timestamp) as as_of
from staging.customers
where satisfies_hash_partition('staging.credit_history'::regclass, 16, {{partition}}, customer_id)
  and valid_from <= cast(:as_of as date)
