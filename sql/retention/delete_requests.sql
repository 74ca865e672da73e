-- Deletes requests of data subjects that ended longer ago than the schedule keeps them, except those of restricted
-- customers. An erased customer is named in none.
-- Grain: one row with the number of deleted requests. Parameters: days, most.
with deleted as (
  delete from privacy.requests
  where request_id in (
    select request_id
    from privacy.requests
    where ended_at < clock_timestamp() - make_interval(days => cast(:days as integer))
      and coalesce(customer_id, '') not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
