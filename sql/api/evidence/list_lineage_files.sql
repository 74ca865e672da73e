-- Lists the delivered files behind a prediction's features, oldest delivery first.
-- Grain: one row per file; none when the caller may not read the prediction.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select delivered.file
from predictions.risk_scores s
cross join lateral jsonb_array_elements(s.lineage -> 'files') with ordinality as delivered (file, position)
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
order by delivered.position
