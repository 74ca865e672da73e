-- Grain: one row, what a stored prediction was made from, what it was, and its model as registered; none if unknown.
select s.features, s.pd, s.score, s.band, s.decision, s.decided_by, s.lgd, s.ead, s.expected_loss, s.policy_version,
  s.model_version, s.model_sha256, m.onnx_key as model_key
from predictions.risk_scores s
join predictions.model_metadata m on m.version = s.model_version
where s.prediction_id = :prediction_id
