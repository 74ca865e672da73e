-- Records a change of the deployed policy. Idempotent.
-- Grain: one row. Parameters: version, sha256 (of its file).
select audit.record_policy(:version, :sha256) as is_new
