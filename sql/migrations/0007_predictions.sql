-- Predictions: the models that may score, and every score as evidence.

create schema predictions;
comment on schema predictions is 'Models and their stages, and every score with the evidence behind it';

create table predictions.model_metadata (
  version text,
  kind text not null,
  stage text not null check (stage in ('champion', 'challenger', 'candidate', 'rejected', 'retired')),
  onnx_key text not null,
  onnx_sha256 text not null,
  size_bytes bigint not null,
  manifest jsonb not null,
  training_run_id uuid,
  job_name text not null unique,
  mlflow_run_id text,
  registered_at timestamptz not null default now(),
  promoted_at timestamptz,
  primary key (version)
);
comment on table predictions.model_metadata is
  'One row per model version that training produced';
comment on column predictions.model_metadata.version is 'YYYYMMDDTHHMMSSZ-<8 hex of the ONNX file''s sha256>';
comment on column predictions.model_metadata.kind is 'Algorithm: logistic_regression, random_forest, gradient_boosting or xgboost';
comment on column predictions.model_metadata.stage is 'champion decides; challenger is scored beside it; candidate waits; rejected failed a gate; retired was champion or challenger';
comment on column predictions.model_metadata.onnx_key is 'Key of model.onnx in the model bucket';
comment on column predictions.model_metadata.onnx_sha256 is 'SHA-256 of model.onnx, hex; verified before every load';
comment on column predictions.model_metadata.size_bytes is 'Size of model.onnx, bytes';
comment on column predictions.model_metadata.manifest is 'manifest.json of the model folder: features, metrics, calibration, parity';
comment on column predictions.model_metadata.training_run_id is 'Run whose publication it was trained on';
comment on column predictions.model_metadata.job_name is 'Training job';
comment on column predictions.model_metadata.mlflow_run_id is 'Run in MLflow';
comment on column predictions.model_metadata.registered_at is 'When it was registered';
comment on column predictions.model_metadata.promoted_at is 'When it became champion; null if it never did';

create unique index model_metadata_one_champion on predictions.model_metadata ((true)) where stage = 'champion';

create table predictions.risk_scores (
  prediction_id uuid,
  application_id text,
  customer_id text,
  source text not null check (source in ('api', 'batch')),
  as_of timestamp not null,
  features_as_of timestamp not null,
  run_id uuid,
  features jsonb not null,
  lineage jsonb not null,
  model_version text not null references predictions.model_metadata,
  model_sha256 text not null,
  policy_version text not null,
  pd double precision not null check (pd >= 0 and pd <= 1),
  raw double precision not null,
  score integer not null check (score between 300 and 850),
  band text not null,
  decision text not null check (decision in ('approve', 'refer', 'decline')),
  decided_by text not null,
  reasons jsonb not null default '[]',
  lgd double precision not null check (lgd >= 0 and lgd <= 1),
  ead numeric(14,2) not null,
  expected_loss numeric(14,2) not null,
  requested_by text not null,
  client_id text,
  idempotency_key text,
  request_sha256 text,
  scored_at timestamptz not null default clock_timestamp(),
  primary key (prediction_id)
);
comment on table predictions.risk_scores is
  'One row per score: what was asked, with what it was answered, and why. Rows are never changed';
comment on column predictions.risk_scores.prediction_id is 'Prediction, UUIDv7';
comment on column predictions.risk_scores.application_id is 'Application; null when only raw features were sent';
comment on column predictions.risk_scores.customer_id is 'Customer; null when only raw features were sent';
comment on column predictions.risk_scores.source is 'api: asked for over HTTP; batch: scored by the daily run';
comment on column predictions.risk_scores.as_of is 'Time the score speaks of: only events strictly before it count, UTC';
comment on column predictions.risk_scores.features_as_of is 'as_of of the stored features it used, UTC';
comment on column predictions.risk_scores.run_id is 'Run whose published features it used; null when only raw features were sent';
comment on column predictions.risk_scores.features is 'Snapshot of the model''s inputs: feature name to value';
comment on column predictions.risk_scores.lineage is 'Where the features came from: run and delivered files with their sha256';
comment on column predictions.risk_scores.model_version is 'Model that scored';
comment on column predictions.risk_scores.model_sha256 is 'SHA-256 of the model.onnx that scored, hex';
comment on column predictions.risk_scores.policy_version is 'Decision policy in config/policy';
comment on column predictions.risk_scores.pd is 'Calibrated probability of default, 0 to 1';
comment on column predictions.risk_scores.raw is 'The model''s score before calibration';
comment on column predictions.risk_scores.score is 'Risk score, 300 (riskiest) to 850';
comment on column predictions.risk_scores.band is 'Band of the policy, A (best) to E';
comment on column predictions.risk_scores.decision is 'approve, refer (to a person) or decline';
comment on column predictions.risk_scores.decided_by is 'score, or rule:<name> of the hard rule that decided';
comment on column predictions.risk_scores.reasons is 'Main reasons, strongest first';
comment on column predictions.risk_scores.lgd is 'Loss given default, share of the exposure, 0 to 1';
comment on column predictions.risk_scores.ead is 'Exposure at default, money';
comment on column predictions.risk_scores.expected_loss is 'pd × lgd × ead, money';
comment on column predictions.risk_scores.requested_by is 'Who asked: client, user, or the workflow''s execution';
comment on column predictions.risk_scores.client_id is 'API client; null for batch';
comment on column predictions.risk_scores.idempotency_key is 'The caller''s key, unique per client; null if none was sent';
comment on column predictions.risk_scores.request_sha256 is 'SHA-256 of the request''s canonical body, hex; null for batch';
comment on column predictions.risk_scores.scored_at is 'When it was scored';

create unique index risk_scores_idempotency on predictions.risk_scores (client_id, idempotency_key)
  where idempotency_key is not null;
create unique index risk_scores_batch on predictions.risk_scores (application_id, as_of, model_version, policy_version)
  where source = 'batch';
create index risk_scores_application on predictions.risk_scores (application_id, scored_at desc);
create index risk_scores_customer on predictions.risk_scores (customer_id, scored_at desc);
create index risk_scores_run on predictions.risk_scores (run_id);

create function predictions.refuse_change() returns trigger language plpgsql as $$
begin
  if current_user = 'risk_privacy' and tg_op <> 'TRUNCATE' then
    return coalesce(new, old);
  end if;
  raise exception 'scores are evidence: % on %.% is refused', lower(tg_op), tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
comment on function predictions.refuse_change is 'Before update, delete or truncate: only risk_privacy may change evidence';
create trigger refuse_change before update or delete on predictions.risk_scores
  for each row execute function predictions.refuse_change();
create trigger refuse_truncate before truncate on predictions.risk_scores
  for each statement execute function predictions.refuse_change();

grant usage on schema predictions to risk_etl, risk_training, risk_api_score, risk_api_read, risk_privacy;
grant select on predictions.model_metadata to risk_etl, risk_training, risk_api_score, risk_api_read;
grant insert, update on predictions.model_metadata to risk_training;
grant select, insert on predictions.risk_scores to risk_etl, risk_api_score;
grant select on predictions.risk_scores to risk_api_read;
grant select, update, delete on predictions.risk_scores to risk_privacy;
