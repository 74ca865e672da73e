-- Lists what the newest predictions were computed from, their results, and the files of their models.
-- Grain: one row per prediction, newest first.
-- Parameters: limit.
select s.features, s.pd, s.score, s.band, s.decision, s.decided_by, s.lgd, s.ead, s.expected_loss, s.rate,
  s.expected_return, s.policy_version, coalesce(s.policy_sha256, p.sha256) as policy_sha256, s.model_version,
  s.model_sha256, m.manifest_sha256, m.onnx_key as model_key
from predictions.risk_scores s
join predictions.model_metadata m on m.version = s.model_version
left join policies.versions p on p.version = s.policy_version
order by s.prediction_id desc
limit :limit
