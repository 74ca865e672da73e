-- Clears the ids of customers and applications in the samples of quality checks, of runs that are older than the schedule
-- keeps them. The results stay.
-- Grain: one row with the number of cleared samples. Parameters: days, most.
with cleared as (
  update analytics.quality_results set sample_keys = '[]'
  where (run_id, check_name) in (
    select run_id, check_name
    from analytics.quality_results
    join analytics.runs using (run_id)
    where sample_keys <> '[]' and opened_at < clock_timestamp() - make_interval(days => cast(:days as integer))
    limit cast(:most as integer)
  )
  returning 1
)
select count(*) as deleted from cleared
