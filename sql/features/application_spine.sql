-- Spine of the applications whose features a run builds, with the fields of the application. An application with an
-- outcome gets features as of its own time, which are built once and never again after publication. An open application
-- gets features as of the run's as-of date; one that is soft-deleted since its last delivery is not open. The fields
-- come from the application's first version, status and outcome from the newest.
-- Grain: one row per application of a partition's customers. Parameters: as_of.
with version as (
  select *
  from staging.loan_applications
  where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
    and valid_from <= cast(:as_of as date)
),
first_version as (
  select distinct on (application_id) *
  from version
  order by application_id, valid_from
),
newest_version as (
  select distinct on (application_id) application_id, status, defaulted, outcome_date
  from version
  order by application_id, valid_from desc
),
lasting as (
  select application_id
  from version
  group by application_id
  having max(valid_from) filter (where ended_on is null or ended_on > cast(:as_of as date))
    >= coalesce(max(ended_on) filter (where ended_on <= cast(:as_of as date)), cast('0001-01-01' as date))
)
select
  first_version.application_id as spine_id,
  first_version.customer_id,
  case when newest_version.defaulted is null then cast(:as_of as date) else first_version.applied_at end as as_of,
  first_version.amount,
  first_version.term_months,
  first_version.annual_rate,
  first_version.purpose,
  first_version.monthly_debt_payments,
  first_version.collateral_value,
  first_version.attributes
from first_version
join newest_version using (application_id)
where (newest_version.defaulted is null and newest_version.status = 'received'
    and first_version.application_id in (select application_id from lasting))
  or (newest_version.defaulted is not null and newest_version.outcome_date is not null
    and not exists (
      select from analytics.risk_features frozen
      join analytics.publications using (run_id)
      where frozen.application_id = first_version.application_id and frozen.as_of = first_version.applied_at
    ))
