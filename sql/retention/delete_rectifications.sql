-- Deletes corrections that ended longer ago than the schedule keeps them: replaced, or delivered by a published run. One
-- that still wins over deliveries stays, and those of restricted customers.
-- Grain: one row with the number of deleted corrections. Parameters: days, most.
with deleted as (
  delete from privacy.rectifications
  where rectification_id in (
    select rectification_id
    from privacy.rectifications
    left join analytics.publications on publications.run_id = delivered_by_run
    where coalesce(withdrawn_at, published_at) < clock_timestamp() - make_interval(days => cast(:days as integer))
      and customer_id not in (select customer_id from privacy.restricted_customers)
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
