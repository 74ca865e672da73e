-- Deletes applications, in every version, that the lender has not delivered for as long as the schedule keeps them: a full
-- delivery has ended them, or they are closed and only changes were delivered since. Their features go with them: they
-- would be built again while an application with an outcome is stored. Those of restricted customers stay.
-- Grain: one row with the number of deleted applications. Parameters: days, most.
with horizon as (
  select max(as_of) - cast(:days as integer) as day from analytics.publications
),
last_full as (
  select max(publications.as_of) as day
  from staging.full_deliveries
  join analytics.publications using (run_id)
  where table_name = 'loan_applications'
),
due as (
  select newest.application_id
  from (
    select distinct on (application_id) application_id, valid_from, status, defaulted, outcome_date, ended_on
    from staging.loan_applications
    where valid_from < (select day from horizon)
    order by application_id, valid_from desc
  ) newest
  where (ended_on < (select day from horizon)
      or ended_on is null
        and (status in ('declined', 'closed') or defaulted is not null and outcome_date < (select day from horizon))
        and not coalesce((select day from last_full) >= (select day from horizon), false))
    and not exists (
      select from staging.loan_applications version
      where version.application_id = newest.application_id
        and (version.valid_from >= (select day from horizon)
          or version.customer_id in (select customer_id from privacy.restricted_customers))
    )
  limit cast(:most as integer)
),
features as (
  delete from analytics.risk_features using due where risk_features.application_id = due.application_id
),
deleted as (
  delete from staging.loan_applications using due where loan_applications.application_id = due.application_id
  returning due.application_id
)
select count(distinct application_id) as deleted from deleted
