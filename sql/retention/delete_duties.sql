-- Deletes what is known about notices that were owed, where the application was declined longer ago than the schedule keeps it,
-- except of restricted customers.
-- Grain: one row with the number of deleted rows. Parameters: days, most.
with deleted as (
  delete from notices.duties
  where (application, customer_id) in (
    select application, customer_id
    from notices.duties
    where declined_at < clock_timestamp() - make_interval(days => cast(:days as integer))
      and customer_id not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
