-- An outcome counts from its date on: before that day is published, readers see the application without an outcome.

create or replace view staging.published_applications as
with known_until as (
  select max(as_of) as as_of from analytics.publications
),
version as (
  select application_id, valid_from, customer_id, applied_at, status, defaulted, outcome_date,
    case when not exists (
      select from analytics.runs where runs.run_id = stored.ended_by_run and runs.state <> 'published'
    ) then ended_on end as ended_on
  from staging.loan_applications stored
  where not exists (
    -- What it only delivered again was written by an earlier run.
    select from analytics.runs
    where runs.run_id = stored.run_id and runs.state <> 'published' and stored.loaded_at >= runs.opened_at
  )
  union all
  select earlier.application_id, earlier.valid_from, earlier.customer_id, earlier.applied_at, earlier.status,
    earlier.defaulted, earlier.outcome_date, earlier.ended_on
  from staging.superseded_rows replaced
  join analytics.runs on runs.run_id = replaced.replaced_by_run and runs.state <> 'published'
  cross join jsonb_populate_record(null::staging.loan_applications, replaced.row) as earlier
  where replaced.table_name = 'loan_applications'
)
select application_id, valid_from, customer_id, applied_at, status,
  case when outcome_date is null or outcome_date <= (select as_of from known_until) then defaulted end as defaulted,
  case when outcome_date <= (select as_of from known_until) then outcome_date end as outcome_date,
  ended_on
from version;
comment on column staging.published_applications.defaulted is
  'Outcome; null until known and its date is published; counts only with an outcome_date';
comment on column staging.published_applications.outcome_date is
  'Date on which the outcome became known; null while it is later than the newest published day';
comment on column staging.loan_applications.outcome_date is
  'Date on which the outcome became known; the outcome counts from that day on';
comment on table staging.loan_applications is
  'One row per application and delivery that changed it: history is kept. Open applications are decided on the newest version, frozen features come from the first, the outcome from the newest';
