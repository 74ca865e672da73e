-- Lists notices that are older than the schedule keeps them, with their files, except those of restricted customers.
-- Grain: one row per notice. Parameters: days, most.
select notice_id as id, jsonb_build_array('notices/' || notice_id || '/') as files
from notices.notices
where issued_at < clock_timestamp() - make_interval(days => cast(:days as integer))
  and coalesce(customer_id, '') not in (select customer_id from privacy.restricted_customers)
limit cast(:most as integer)
