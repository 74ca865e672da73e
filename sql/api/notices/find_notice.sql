-- Finds a notice with what it says.
-- Grain: at most one row; none when the caller may not read its prediction. A notice outlives its score: people read it then.
-- Parameters: notice_id, reader_client_id, reader, reader_is_person.
select n.notice_id, n.prediction_id, n.override_id, n.application, n.customer_id, n.kind, n.language, n.decision,
  n.templates, n.html_sha256, n.pdf_sha256, n.issued_by, n.issued_at, n.channel, n.state, n.sent_at, n.sent_by, n.failure,
  n.content
from notices.notices n
left join predictions.risk_scores s using (prediction_id)
where n.notice_id = :notice_id and case
  when s.prediction_id is null then :reader_is_person
  else predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
end
