-- Deletes the features of open applications for which the run has newer ones. Rows as of the application's own time are
-- training examples and stay; scores have a copy of the features that they used.
-- Grain: one deleted row per application and as-of time. Parameters: run_id.
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
