-- Lists applications whose applicants are owed a notice, those that are due first, with the number of all of them.
-- Grain: one row per application, at most a hundred. Parameters: none.
select d.application, d.customer_id, d.prediction_id, d.declined_at, notices.compute_due_at(d.declined_at) as due_at,
  notices.compute_due_at(d.declined_at) < now() as is_overdue, d.failure,
  (select count(*) from notices.deadlines) as owed, (select count(*) from notices.deadlines where is_overdue) as overdue
from notices.duties d
where d.ended_at is null
order by d.declined_at, d.application, d.customer_id
limit 100
