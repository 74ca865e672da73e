-- Deletes rejected rows that are older than the schedule keeps them, except those of restricted customers.
-- Grain: one row with the number of deleted rows. Parameters: days, most.
with deleted as (
  delete from staging.rejected_rows
  where (run_id, table_name, file, line, reason) in (
    select run_id, table_name, file, line, reason
    from staging.rejected_rows
    where rejected_at < clock_timestamp() - make_interval(days => cast(:days as integer))
      and coalesce(row ->> 'customer_id', '') not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
