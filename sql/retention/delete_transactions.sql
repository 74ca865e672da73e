-- Deletes transactions that were booked longer before the newest published day than the schedule keeps them, except those
-- of restricted customers. Days of the data count, not of the clock: no feature of that day reads them.
-- Grain: one row with the number of deleted rows. Parameters: days, most.
with deleted as (
  delete from staging.transactions
  where (customer_id, transaction_id) in (
    select customer_id, transaction_id
    from staging.transactions
    where booked_at < (select max(as_of) from analytics.publications) - make_interval(days => cast(:days as integer))
      and customer_id not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
