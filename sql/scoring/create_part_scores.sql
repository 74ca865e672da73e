-- Creates the temporary table of a part's scores, in the column order of the file that score-part writes.
-- Grain: one row per scored application.
create temporary table part_scores (
  prediction_id uuid, application_id text, customer_id text, as_of timestamp, features jsonb, pd double precision,
  raw double precision, score integer, band text, decision text, decided_by text, reasons jsonb, explanation jsonb,
  lgd double precision, ead numeric, expected_loss numeric, rate double precision, expected_return numeric,
  model_version text, model_sha256 text, policy_version text, policy_sha256 text, experiment_id text, arm text,
  shadow_pd double precision, shadow_raw double precision, shadow_score integer
) on commit drop
