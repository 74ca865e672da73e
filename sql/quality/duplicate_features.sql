-- Grain: one row that counts the surplus feature rows of applications that have several in the run.
-- Parameters: run_id.
-- severity: stop
-- tolerance: none
-- description: A run has one row of features an application.
with counted as (
  select application_id, count(*) as rows
  from analytics.risk_features
  where run_id = :run_id
  group by application_id
)
select
  coalesce(sum(rows - 1), 0) as failed_rows,
  coalesce(sum(rows), 0) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from counted where rows > 1 order by application_id limit 10) sample), '[]') as sample_keys
from counted
