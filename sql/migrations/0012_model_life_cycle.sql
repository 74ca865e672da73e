-- The life cycle of models: why each stands where it does and since when, and who moved it there.

alter table predictions.model_metadata
  add column stage_reasons jsonb not null default '[]',
  add column gates jsonb not null default '[]',
  add column stage_changed_at timestamptz not null default now(),
  add column retired_at timestamptz;
comment on column predictions.model_metadata.kind is
  'Algorithm: logistic_regression, scorecard, random_forest, gradient_boosting or xgboost';
comment on column predictions.model_metadata.stage is
  'candidate is not judged yet; champion decides; challenger passed its gates, or waits for a figure, and may be promoted; rejected failed a gate; retired was champion or challenger';
comment on column predictions.model_metadata.promoted_at is
  'When it was last promoted to champion; null if it never was. A rollback to it leaves this time as it is';
comment on column predictions.model_metadata.stage_reasons is 'Why it is at its stage: texts, one reason each';
comment on column predictions.model_metadata.gates is
  'Every promotion gate at registration: gate, verdict, consequence, measured, required';
comment on column predictions.model_metadata.stage_changed_at is 'Since when it is at its stage';
comment on column predictions.model_metadata.retired_at is 'Since when it is retired; null while it is not';

create unique index model_metadata_one_challenger on predictions.model_metadata ((true)) where stage = 'challenger';

-- A model's graph, manifest and origin are evidence: the life cycle changes stages, and nothing else.
revoke update on predictions.model_metadata from risk_training;
grant update (stage, stage_reasons, gates, stage_changed_at, promoted_at, retired_at)
  on predictions.model_metadata to risk_training;

create view predictions.model_history with (security_barrier) as
select event_id, at, subject as version, actor, action,
  detail ->> 'from' as from_stage, detail ->> 'to' as to_stage, detail ->> 'why' as why,
  detail ->> 'caller' as caller, detail ->> 'execution_id' as execution_id, detail -> 'outcome' as outcome
from audit.events
where action in ('model.registered', 'model.stage_changed');
comment on view predictions.model_history is
  'One row per registration and per change of a stage, from the audit: readers of models need not see the rest of it';
comment on column predictions.model_history.event_id is 'Audit event, in order of writing';
comment on column predictions.model_history.at is 'When';
comment on column predictions.model_history.version is 'Model version';
comment on column predictions.model_history.actor is 'Who: the training job, the caller''s IAM identity, or who a person named';
comment on column predictions.model_history.action is 'model.registered or model.stage_changed';
comment on column predictions.model_history.from_stage is 'Stage before; null at registration';
comment on column predictions.model_history.to_stage is 'Stage after';
comment on column predictions.model_history.why is 'Why, in the words of whoever did it';
comment on column predictions.model_history.caller is 'IAM identity that the command ran as; null for a training';
comment on column predictions.model_history.execution_id is 'Workflow execution that did it';
comment on column predictions.model_history.outcome is 'What the command answered, on the event of the model it named; null on others';

grant select on predictions.model_history to risk_training, risk_api_read;

create or replace view reporting.champion as
select version, kind, stage_changed_at as promoted_at, training_run_id,
  (manifest #>> '{metrics,holdout,auc}')::double precision as holdout_auc,
  (manifest #>> '{metrics,holdout,brier}')::double precision as holdout_brier,
  (manifest #>> '{training,rows}')::bigint as training_rows
from predictions.model_metadata
where stage = 'champion';
comment on column reporting.champion.promoted_at is 'When it became champion, by promotion or by rollback';
