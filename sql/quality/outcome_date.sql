-- Grain: one row that counts delivered outcomes dated after their delivery or before their application.
-- Parameters: run_id.
-- severity: warn
-- tolerance: none
-- description: An outcome is dated between its application and its delivery.
with outcome as (
  -- Twelve hours: west of UTC an application of the evening is of the next day in UTC (landing/time-rules.ts).
  select application_id, outcome_date > valid_from
      or outcome_date < cast(applied_at - interval '12 hours' as date) as misdated
  from staging.loan_applications
  where run_id = :run_id and outcome_date is not null
)
select
  count(*) filter (where misdated) as failed_rows,
  count(*) as total_rows,
  coalesce((select jsonb_agg(application_id)
    from (select application_id from outcome where misdated order by application_id limit 10) sample), '[]') as sample_keys
from outcome
