-- Deletes credit history statements that are longer before the newest published day than the schedule keeps them, except
-- those of restricted customers. Days of the data count, not of the clock: no feature of that day reads them.
-- Grain: one row with the number of deleted rows. Parameters: days, most.
with deleted as (
  delete from staging.credit_history
  where (customer_id, as_of) in (
    select customer_id, as_of
    from staging.credit_history
    where as_of < (select max(as_of) from analytics.publications) - cast(:days as integer)
      and customer_id not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
