-- Monitoring: how far what is scored has moved from what the model learned from, and how well it did once outcomes came.

create table analytics.monitoring_results (
  result_id uuid not null default gen_random_uuid(),
  measured_at timestamptz not null default clock_timestamp(),
  as_of timestamp not null,
  run_id uuid,
  model_version text not null default '',
  kind text not null check (kind in (
    'feature_drift', 'score_drift', 'performance', 'band_performance', 'champion_challenger', 'quality', 'freshness'
  )),
  subject text not null,
  metric text not null,
  value double precision,
  baseline double precision,
  bound double precision,
  rows bigint not null check (rows >= 0),
  level text not null check (level in ('ok', 'warn', 'alert', 'insufficient')),
  detail jsonb not null default '{}',
  primary key (result_id),
  unique (as_of, model_version, kind, subject, metric)
);
comment on table analytics.monitoring_results is
  'One row per day measured, model, kind, subject and metric; measuring a day again replaces its rows';
comment on column analytics.monitoring_results.result_id is 'Result';
comment on column analytics.monitoring_results.measured_at is 'When it was measured last';
comment on column analytics.monitoring_results.as_of is 'as_of of the publication that was measured, UTC';
comment on column analytics.monitoring_results.run_id is 'Run of that publication';
comment on column analytics.monitoring_results.model_version is 'Model it is about; empty where it is about none (quality, freshness)';
comment on column analytics.monitoring_results.kind is
  'feature_drift and score_drift: against the model''s training rows; performance and band_performance: against outcomes that came after the scores; champion_challenger: both on the same applications; quality and freshness: of the deliveries';
comment on column analytics.monitoring_results.subject is
  'Feature; score; band; realised; the challenger''s version; or the check or table it is about';
comment on column analytics.monitoring_results.metric is
  'psi, unseen_share, auc, ks, brier, ece, bad_rate, mean_pd, pass_rate, age_hours, …; docs/monitoring.md has all';
comment on column analytics.monitoring_results.value is 'The figure; null where there was nothing to measure it on';
comment on column analytics.monitoring_results.baseline is
  'What it is compared with: the training''s figure, the holdout''s, the mean PD or the champion''s; null without one';
comment on column analytics.monitoring_results.bound is 'The figure from which its level is alert, chance included; null where none is';
comment on column analytics.monitoring_results.rows is 'Rows it was measured on, 0 or more';
comment on column analytics.monitoring_results.level is
  'ok, warn, alert, or insufficient: fewer rows than config/monitoring.json asks for, so no level can be told';
comment on column analytics.monitoring_results.detail is
  'Small: bins with their labels and the shares of then and now, curves, counts; never a value of a single person';

create index monitoring_results_subject on analytics.monitoring_results (kind, subject, metric, as_of desc);

grant select, insert, update, delete on analytics.monitoring_results to risk_etl;
grant select on analytics.monitoring_results to risk_api_read, risk_training;
