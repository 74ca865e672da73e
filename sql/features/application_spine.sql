-- Spine of the applications whose features a run builds, with the fields of the application. An outcome counts from its
-- date on. An application with an outcome gets features as of its own time, from its first version, which are built once
-- and never again after publication. An open application gets features as of the run's as-of date, from its newest
-- version; one that is soft-deleted since its last delivery is not open. A version may name another customer than the
-- one before, so all versions are read of each application that any version gives to the partition.
-- Grain: one row per application of a partition's customers. Parameters: as_of.
with version as (
  select *
  from staging.loan_applications
  where valid_from <= cast(:as_of as date)
    and application_id in (
      select application_id
      from staging.loan_applications
      where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
    )
),
first_version as (
  select distinct on (application_id) *
  from version
  order by application_id, valid_from
),
newest_version as (
  select distinct on (application_id) *
  from version
  order by application_id, valid_from desc
),
lasting as (
  select application_id
  from version
  group by application_id
  having max(valid_from) filter (where ended_on is null or ended_on > cast(:as_of as date))
    >= coalesce(max(ended_on) filter (where ended_on <= cast(:as_of as date)), cast('0001-01-01' as date))
),
built as (
  select application_id, customer_id, cast(:as_of as timestamp) as as_of, amount, term_months, annual_rate, purpose,
    monthly_debt_payments, collateral_value, attributes
  from newest_version
  where status = 'received' and (defaulted is null or outcome_date > cast(:as_of as date))
    and application_id in (select application_id from lasting)
  union all
  select application_id, customer_id, applied_at as as_of, amount, term_months, annual_rate, purpose,
    monthly_debt_payments, collateral_value, attributes
  from first_version
  where application_id in (
      select application_id
      from newest_version
      where defaulted is not null and outcome_date <= cast(:as_of as date)
    )
    and not exists (
      select from analytics.risk_features frozen
      join analytics.publications using (run_id)
      where frozen.application_id = first_version.application_id and frozen.as_of = first_version.applied_at
    )
)
select application_id as spine_id, customer_id, as_of, amount, term_months, annual_rate, purpose, monthly_debt_payments,
  collateral_value, attributes
from built
where satisfies_hash_partition('staging.credit_history'::regclass, {{partitions}}, {{partition}}, customer_id)
