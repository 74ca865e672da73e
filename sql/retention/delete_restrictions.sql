-- Deletes restrictions that were lifted longer ago than the schedule keeps them.
-- Grain: one row with the number of deleted restrictions. Parameters: days, most.
with deleted as (
  delete from privacy.restrictions
  where restriction_id in (
    select restriction_id
    from privacy.restrictions
    where lifted_at < clock_timestamp() - make_interval(days => cast(:days as integer))
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from deleted
