-- Finds who requested a prediction.
-- Grain: at most one row; none when the caller may not read it.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select requested_by from predictions.risk_scores where prediction_id = :prediction_id and predictions.is_visible(
    source, application_id, client_id, requested_by, :reader_client_id, :reader, :reader_is_person
  )
