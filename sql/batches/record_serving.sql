-- Records what decides on a claimed batch: the champion, the challenger and the default policy.
-- Grain: one row. Parameters: batch_id, execution_id, model_version, challenger_version, policy_version.
update predictions.batches
set model_version = :model_version, challenger_version = :challenger_version, policy_version = :policy_version
where batch_id = :batch_id and execution_id = :execution_id
