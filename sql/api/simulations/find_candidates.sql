-- Finds what a simulation names: the hash of the policy, whether the model is registered, whether the file was scored.
-- Grain: one row. Parameters: policy_version, model_version, batch_id (each null where it is not named).
select
  (select sha256 from policies.versions where version = cast(:policy_version as text)) as sha256,
  exists (select from predictions.model_metadata where version = cast(:model_version as text)) as has_model,
  exists (select from predictions.batches where batch_id = cast(:batch_id as uuid) and state = 'done') as has_batch
