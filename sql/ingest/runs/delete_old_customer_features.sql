-- Deletes the customer features of all but the newest two publications: no query reads older ones.
-- Grain: one deleted row per customer and run.
delete from analytics.customer_features
where run_id in (
  select run_id from analytics.publications order by as_of desc, published_at desc, run_id desc offset 2
)
