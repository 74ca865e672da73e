-- Grain: one row of features of an application that this run has newer ones of: an open application keeps its newest.
-- Rows as of the application itself are frozen and stay; scores keep the features that they were made from.
delete from analytics.risk_features as older
using analytics.risk_features as newest
where newest.run_id = :run_id
  and older.application_id = newest.application_id and older.as_of <= newest.as_of and older.run_id <> :run_id
  and exists (select from analytics.publications where run_id = older.run_id)
  and older.as_of <> (
    select applied_at
    from staging.loan_applications first_version
    where first_version.application_id = older.application_id
    order by valid_from
    limit 1
  )
