-- Finds what a stored prediction was computed from, its result, and the file of its model.
-- Grain: at most one row; none when the caller may not read it.
-- Parameters: prediction_id, reader_client_id, reader, reader_is_person.
select s.features, s.pd, s.score, s.band, s.decision, s.decided_by, s.lgd, s.ead, s.expected_loss, s.rate,
  s.expected_return, s.policy_version, coalesce(s.policy_sha256, p.sha256) as policy_sha256, s.model_version,
  s.model_sha256, m.manifest_sha256, m.onnx_key as model_key
from predictions.risk_scores s
join predictions.model_metadata m on m.version = s.model_version
left join policies.versions p on p.version = s.policy_version
where s.prediction_id = :prediction_id
  and predictions.is_visible(
    s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
  )
