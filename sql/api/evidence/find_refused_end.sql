-- Finds an override, and whether its end is refused because the person requested a score of the application.
-- Grain: at most one row; none when the caller may not read the prediction.
-- Parameters: override_id, reader_client_id, reader, reader_is_person.
select o.decided_by <> :reader and exists (
    select from predictions.risk_scores own
    where (own.prediction_id = s.prediction_id or own.application_id = s.application_id) and own.requested_by = :reader
  ) as is_own_request
from predictions.overrides o
join predictions.risk_scores s using (prediction_id)
where o.override_id = :override_id and o.decision is not null and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
