-- The manifest's own hash: the graph's hash alone lets whoever writes the model bucket reorder inputs, and so change PDs.

alter table predictions.model_metadata
  add column manifest_sha256 text check (manifest_sha256 ~ '^[0-9a-f]{64}$');
comment on column predictions.model_metadata.manifest_sha256 is
  'SHA-256 of manifest.json in the model folder, hex; verified before every load. Null for a model registered before this column, until the next training or model command fills it';

grant update (manifest_sha256) on predictions.model_metadata to risk_training;

create function predictions.keep_model_hashes() returns trigger language plpgsql as $$
begin
  raise exception 'the hashes of model % are evidence: they are written once', old.version
    using errcode = 'insufficient_privilege';
end
$$;
comment on function predictions.keep_model_hashes is
  'Before update: the hash of a manifest is filled once, and no hash changes afterwards';
create trigger keep_model_hashes before update on predictions.model_metadata
  for each row
  when (old.onnx_sha256 is distinct from new.onnx_sha256
    or (old.manifest_sha256 is not null and old.manifest_sha256 is distinct from new.manifest_sha256))
  execute function predictions.keep_model_hashes();

create or replace view predictions.model_history with (security_barrier) as
select event_id, at, subject as version, actor, action,
  detail ->> 'from' as from_stage, detail ->> 'to' as to_stage, detail ->> 'why' as why,
  detail ->> 'caller' as caller, detail ->> 'execution_id' as execution_id, detail -> 'outcome' as outcome
from audit.events
where action in ('model.registered', 'model.stage_changed', 'model.refused', 'model.manifest_hashed');
comment on view predictions.model_history is
  'One row per registration, change of a stage, refusal of changed files and first hash of a manifest, from the audit: readers of models need not see the rest of it';
comment on column predictions.model_history.action is
  'model.registered, model.stage_changed, model.refused (its files are not the registered ones) or model.manifest_hashed';
comment on column predictions.model_history.to_stage is 'Stage after; the same as before where the files were refused or hashed';
