-- Finds whether the applicant of a prediction's application is owed a notice.
-- Grain: at most one row; none when none was ever owed, or the caller may not read the prediction.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select d.declined_at, notices.compute_due_at(d.declined_at) as due_at, d.ended_at is null as is_owed,
  d.ended_at is null and notices.compute_due_at(d.declined_at) < now() as is_overdue
from predictions.risk_scores s
join notices.duties d on d.application = s.application_id and d.customer_id = s.customer_id
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
