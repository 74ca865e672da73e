-- Finds who requested the prediction of an override, and who overrode it.
-- Grain: at most one row; none when the caller may not read the prediction.
-- Parameters: override_id, reader_client_id, reader, reader_is_person.
select s.requested_by, o.decided_by
from predictions.overrides o
join predictions.risk_scores s using (prediction_id)
where o.override_id = :override_id and o.decision is not null and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
