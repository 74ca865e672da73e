-- Lists what is stored under the ids of uploaded decisions.
-- Grain: one row per stored prediction. Parameters: ids (JSON), requested_by, client_id.
select prediction_id, coalesce(source = 'edge' and client_id = :client_id and requested_by = :requested_by, false) as is_own,
  request_sha256
from predictions.risk_scores
where prediction_id in (select cast(id as uuid) from jsonb_array_elements_text(cast(:ids as jsonb)) as id)
