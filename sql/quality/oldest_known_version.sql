-- Grain: one row that counts feature rows that use a customer version delivered after their as-of time.
-- Parameters: run_id.
-- severity: warn
-- tolerance: none
-- description: The customer was known at the as-of time; before the first delivery the oldest known version stands in.
with used as (
  select application_id, min(version.valid_from) > built.as_of as later
  from analytics.risk_features built
  join staging.customers version using (customer_id)
  where built.run_id = :run_id
  group by application_id, built.as_of
)
select
  count(*) filter (where later) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from used where later order by application_id limit 10) sample), '[]') as sample_keys
from used
