-- Lists the notices of the application of a prediction, newest first, at most a hundred.
-- Grain: one row per notice; none when the caller may not read the prediction.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select n.notice_id, n.prediction_id, n.override_id, n.application, n.customer_id, n.kind, n.language, n.decision,
  n.templates, n.html_sha256, n.pdf_sha256, n.issued_by, n.issued_at, n.channel, n.state, n.sent_at, n.sent_by, n.failure
from predictions.risk_scores s
join notices.notices n on n.application = s.application_id and n.customer_id is not distinct from s.customer_id
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
order by n.issued_at desc, n.notice_id desc
limit 100
