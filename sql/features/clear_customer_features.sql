-- Grain: one row per customer and run, except the newest published run and the one before it, which readers may be using.
delete from analytics.customer_features stale
using analytics.runs
where stale.run_id = runs.run_id
  and stale.partition = :partition
  and runs.run_id not in (
    select run_id from analytics.publications order by as_of desc, published_at desc, run_id desc limit 2
  )
