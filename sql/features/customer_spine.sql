-- Spine of the customers that are known at the run, as of the run's as-of date. A customer that is soft-deleted since
-- its last delivery is left out.
-- Grain: one row per customer of a partition. Parameters: as_of.
select customer_id as spine_id, customer_id, cast(:as_of as timestamp) as as_of
from staging.customers
where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
  and valid_from <= cast(:as_of as date)
group by customer_id
having max(valid_from) filter (where ended_on is null or ended_on > cast(:as_of as date))
  >= coalesce(max(ended_on) filter (where ended_on <= cast(:as_of as date)), cast('0001-01-01' as date))
