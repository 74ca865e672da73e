-- Predictions that were not asked for by a delivered application: by a customer with a new application, or by raw
-- features alone. And beside each score what the challenger would have said.

alter table predictions.risk_scores
  alter column features_as_of drop not null,
  add column stale boolean not null default false,
  add column asked jsonb;
comment on column predictions.risk_scores.application_id is
  'Delivered application; null where the request described a new one, or sent raw features only';
comment on column predictions.risk_scores.as_of is
  'Time the score speaks of, UTC: of a delivered application''s features, else of the request';
comment on column predictions.risk_scores.features_as_of is
  'as_of of the stored features it used, UTC: only events strictly before it count; null when only raw features were sent';
comment on column predictions.risk_scores.stale is
  'The stored features were older than allowed (api.stale_features_hours) when it was scored, and the answer said so; false of the daily run, which scores what it has just built';
comment on column predictions.risk_scores.asked is
  'Fields of the new application as the request gave them; null where a delivered application or raw features were scored';

create table predictions.shadow_scores (
  prediction_id uuid not null references predictions.risk_scores,
  model_version text not null references predictions.model_metadata,
  pd double precision not null check (pd >= 0 and pd <= 1),
  raw double precision not null,
  score integer not null check (score between 300 and 850),
  scored_at timestamptz not null default clock_timestamp(),
  primary key (prediction_id, model_version)
);
comment on table predictions.shadow_scores is
  'One row per prediction and challenger: the challenger''s score of the same applicant, which decides nothing. Rows are never changed';
comment on column predictions.shadow_scores.prediction_id is 'Prediction that the champion made';
comment on column predictions.shadow_scores.model_version is 'Challenger that scored beside it';
comment on column predictions.shadow_scores.pd is 'Calibrated probability of default, 0 to 1';
comment on column predictions.shadow_scores.raw is 'The challenger''s score before calibration';
comment on column predictions.shadow_scores.score is 'Risk score under the prediction''s policy, 300 (riskiest) to 850';
comment on column predictions.shadow_scores.scored_at is 'When it was scored';

create index shadow_scores_model on predictions.shadow_scores (model_version);

create trigger refuse_change before update or delete on predictions.shadow_scores
  for each row execute function predictions.refuse_change();
create trigger refuse_truncate before truncate on predictions.shadow_scores
  for each statement execute function predictions.refuse_change();

grant select, insert on predictions.shadow_scores to risk_etl, risk_api_score;
grant select on predictions.shadow_scores to risk_api_read, risk_training;
grant select, update, delete on predictions.shadow_scores to risk_privacy;
