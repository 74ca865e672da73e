-- What a decision names of its policy, and what a policy with prices adds to it.

alter table predictions.risk_scores
  add column experiment_id text,
  add column arm text,
  add column rate double precision,
  add column expected_return numeric(14, 2),
  add column policy_sha256 text;
comment on column predictions.risk_scores.experiment_id is 'Experiment that chose policy or model; null without one';
comment on column predictions.risk_scores.arm is 'Arm of that experiment; null without one';
comment on column predictions.risk_scores.rate is 'Yearly rate of the policy''s pricing table, a fraction; null without prices';
comment on column predictions.risk_scores.expected_return is
  'Interest less funding and expected loss over the term, money; null without prices';
comment on column predictions.risk_scores.policy_sha256 is
  'SHA-256 of the policy''s document, hex; null for decisions before migration 83';
comment on column predictions.risk_scores.policy_version is 'Version in policies.versions that decided';
grant insert (experiment_id, arm, rate, expected_return, policy_sha256) on predictions.risk_scores
  to risk_etl, risk_api_score;

-- The scale of the score belongs to the model. `not valid`: the rows so far lie within the narrower bounds.
alter table predictions.risk_scores drop constraint risk_scores_score_check;
alter table predictions.risk_scores
  add constraint risk_scores_score_check check (score between -100000 and 100000) not valid;
alter table predictions.shadow_scores drop constraint shadow_scores_score_check;
alter table predictions.shadow_scores
  add constraint shadow_scores_score_check check (score between -100000 and 100000) not valid;
comment on column predictions.risk_scores.score is 'Risk score in points of the model''s scale, higher is better';
comment on column predictions.shadow_scores.score is 'Risk score in points of the model''s scale, higher is better';

-- A column that is null adds nothing, so the hashes of the rows so far stay.
create or replace function audit.hash_evidence(s predictions.risk_scores) returns text
language sql stable parallel safe as $$
  select audit.hash_text((jsonb_build_object(
    'prediction_id', s.prediction_id, 'application_id', s.application_id, 'customer_id', s.customer_id,
    'source', s.source, 'as_of', s.as_of, 'features_as_of', s.features_as_of, 'run_id', s.run_id,
    'features', s.features, 'lineage', s.lineage, 'model_version', s.model_version, 'model_sha256', s.model_sha256,
    'policy_version', s.policy_version, 'pd', s.pd, 'raw', s.raw, 'score', s.score, 'band', s.band,
    'decision', s.decision, 'decided_by', s.decided_by, 'reasons', s.reasons, 'explanation', s.explanation,
    'lgd', s.lgd, 'ead', s.ead, 'expected_loss', s.expected_loss, 'requested_by', s.requested_by,
    'client_id', s.client_id, 'idempotency_key', s.idempotency_key, 'request_sha256', s.request_sha256,
    'scored_at', audit.format_time(s.scored_at), 'stale', s.stale, 'asked', s.asked, 'override_id', s.override_id
  ) || jsonb_strip_nulls(jsonb_build_object(
    'experiment_id', s.experiment_id, 'arm', s.arm, 'rate', s.rate, 'expected_return', s.expected_return,
    'policy_sha256', s.policy_sha256
  )))::text)
$$;
comment on function audit.hash_evidence is
  'SHA-256 of all columns of a score as JSON in PostgreSQL''s canonical form (jsonb), version 1; later columns where they are not null';

create or replace function audit.format_decision(s predictions.risk_scores) returns text
language sql stable parallel safe as $$
  select (jsonb_build_object(
    'prediction_id', s.prediction_id, 'scored_at', audit.format_time(s.scored_at), 'as_of', s.as_of,
    'source', s.source, 'run_id', s.run_id, 'model_version', s.model_version, 'model_sha256', s.model_sha256,
    'policy_version', s.policy_version, 'pd', s.pd, 'score', s.score, 'band', s.band, 'decision', s.decision,
    'decided_by', s.decided_by, 'override_id', s.override_id, 'transaction_id', s.transaction_id,
    'evidence_sha256', audit.hash_evidence(s)
  ) || jsonb_strip_nulls(jsonb_build_object(
    'experiment_id', s.experiment_id, 'arm', s.arm, 'policy_sha256', s.policy_sha256
  )))::text
$$;
comment on function audit.format_decision is 'Record of a score, version 1; later fields where they are not null';
