-- Deletes replaced rows that are older than the schedule keeps them, except those of restricted customers. A run that is
-- not published yet puts them back, so they stay until it is.
-- Grain: one row with the number of deleted rows. Parameters: days, most.
with deleted as (
  delete from staging.superseded_rows
  where (table_name, key, replaced_by_run) in (
    select table_name, key, replaced_by_run
    from staging.superseded_rows
    where replaced_at < clock_timestamp() - make_interval(days => cast(:days as integer))
      and exists (select from analytics.publications where run_id = replaced_by_run)
      and coalesce(row ->> 'customer_id', '') not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
