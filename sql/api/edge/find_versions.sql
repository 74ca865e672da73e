-- Finds the registered model and the approved policy of a bundle.
-- Grain: one row; a version that is not registered, or may not decide, is null.
-- Parameters: model_version, policy_version.
select
  (
    select jsonb_build_object(
      'version', version, 'key', onnx_key, 'sha256', onnx_sha256, 'manifest_sha256', manifest_sha256
    )
    from predictions.model_metadata
    where version = :model_version and stage in ('champion', 'challenger', 'retired')
  ) as model,
  (
    select jsonb_build_object('version', version, 'sha256', sha256)
    from policies.versions
    where version = :policy_version and state = 'approved'
  ) as policy
