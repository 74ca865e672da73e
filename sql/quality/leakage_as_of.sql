-- Grain: one row that counts the run's labelled rows whose as-of time is not the time of the application.
-- Parameters: run_id, as_of.
-- severity: stop
-- tolerance: none
-- description: No training row sees further than its application.
with outcome as (
  select distinct on (application_id) application_id, defaulted, outcome_date
  from staging.loan_applications
  where valid_from <= cast(:as_of as date)
  order by application_id, valid_from desc
),
application as (
  select distinct on (application_id) application_id, applied_at
  from staging.loan_applications
  order by application_id, valid_from
),
labelled as (
  select application_id, built.as_of, applied_at
  from analytics.risk_features built
  join outcome using (application_id)
  join application using (application_id)
  where built.run_id = :run_id and defaulted is not null and outcome_date <= cast(:as_of as date)
)
select
  count(*) filter (where as_of <> applied_at) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from labelled where as_of <> applied_at order by application_id limit 10) sample), '[]')
    as sample_keys
from labelled
