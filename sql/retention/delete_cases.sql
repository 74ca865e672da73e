-- Deletes closed cases, with their steps, that are older than the schedule keeps them, except those of restricted customers.
-- Grain: one row with the number of deleted cases. Parameters: days, most.
with deleted as (
  delete from cases.cases
  where case_id in (
    select case_id
    from cases.cases
    where closed_at < clock_timestamp() - make_interval(days => cast(:days as integer))
      and coalesce(customer_id, '') not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
