-- Deletes notices that are older than the schedule keeps them, except those of restricted customers. Their files expire by the
-- lifecycle of their bucket.
-- Grain: one row with the number of deleted notices. Parameters: days, most.
with deleted as (
  delete from notices.notices
  where notice_id in (
    select notice_id
    from notices.notices
    where issued_at < clock_timestamp() - make_interval(days => cast(:days as integer))
      and coalesce(customer_id, '') not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
