-- Grain: one row of customer_features that nobody reads any more: neither of the newest publication nor of the one before.
delete from analytics.customer_features
where run_id in (
  select run_id from analytics.publications order by as_of desc, published_at desc, run_id desc offset 2
)
