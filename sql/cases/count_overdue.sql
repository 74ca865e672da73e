-- Counts what is past its due time, by what has to be done. An owner of another schema with due times adds its view.
-- Grain: one row.
select (select count(*) from cases.deadlines where is_overdue) as cases,
  (select count(*) from notices.deadlines where is_overdue) as notices,
  (select count(*) from privacy.deadlines where is_overdue) as privacy_requests
