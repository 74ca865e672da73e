-- Grain: one row: applications, of at most 1,000, whose features count other statements than those before as_of.
-- severity: stop
-- tolerance: none
-- description: Features count only statements dated before their as-of time.
with inspected as (
  select application_id, customer_id, as_of, coalesce(statements_6m, 0) as counted
  from analytics.risk_features
  where run_id = :run_id
  order by application_id
  limit 1000
),
recounted as (
  select application_id, counted, earlier
  from inspected
  cross join lateral (
    select least(count(*), 6) as earlier
    from staging.credit_history statement
    where statement.customer_id = inspected.customer_id and statement.as_of < inspected.as_of
  ) of_customer
)
select
  count(*) filter (where counted <> earlier) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from recounted where counted <> earlier order by application_id limit 10) sample), '[]')
    as sample_keys
from recounted
