-- Fills the hash of a manifest that was registered before manifests were hashed. A trigger refuses a second hash.
-- Grain: one row. Parameters: version, manifest_sha256.
update predictions.model_metadata
set manifest_sha256 = :manifest_sha256
where version = :version
