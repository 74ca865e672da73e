-- Stores predictions with their lineage, the override that holds for their application, their shadow scores and the
-- response of a keyed list, all or nothing.
-- Grain: one row per stored prediction; none when the caller used the idempotency key before, or when the statement is
-- sent again because its response was lost.
with scored as materialized (
  select *, predictions.find_carried_override(application_id, customer_id, decision, score) as carried
  from jsonb_to_recordset(cast(:scores as jsonb)) as scored (
    prediction_id uuid, application_id text, customer_id text, as_of timestamp, features_as_of timestamp, run_id uuid,
    features jsonb, asked jsonb, stale boolean, pd double precision, raw double precision, score integer, band text,
    decision text, decided_by text, reasons jsonb, explanation jsonb, lgd double precision, ead numeric,
    expected_loss numeric, rate double precision, expected_return numeric, model_version text, model_sha256 text,
    policy_version text, policy_sha256 text, experiment_id text, arm text, shadow jsonb
  )
),
lineage as materialized (
  select run_id, lineage from analytics.run_lineage where run_id in (select distinct run_id from scored)
),
claimed_key as (
  insert into predictions.batch_requests (client_id, requested_by, idempotency_key, request_sha256, results)
  select :client_id, :requested_by, cast(:list_key as text), :request_sha256, cast(:results as jsonb)
  where cast(:list_key as text) is not null
  on conflict do nothing
  returning idempotency_key
),
stored as (
  insert into predictions.risk_scores (
    prediction_id, application_id, customer_id, source, as_of, features_as_of, run_id, features, asked, stale, lineage,
    model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd,
    ead, expected_loss, requested_by, client_id, idempotency_key, request_sha256, override_id, experiment_id, arm,
    rate, expected_return, policy_sha256
  )
  select
    prediction_id, application_id, customer_id, 'api', coalesce(as_of, now() at time zone 'utc'), features_as_of,
    run_id, features, asked, stale, coalesce(lineage, '{"run_id": null, "files": []}'), model_version, model_sha256,
    policy_version, pd, raw, score, band, decision, decided_by, reasons, explanation, lgd, ead, expected_loss,
    :requested_by, :client_id, cast(:idempotency_key as text), :request_sha256, (carried).override_id, experiment_id,
    arm, rate, expected_return, policy_sha256
  from scored
  left join lineage using (run_id)
  where cast(:list_key as text) is null or exists (select from claimed_key)
  on conflict do nothing
  returning *
),
shadowed as (
  insert into predictions.shadow_scores (prediction_id, model_version, pd, raw, score)
  select stored.prediction_id, shadow.model_version, shadow.pd, shadow.raw, shadow.score
  from stored
  join scored using (prediction_id)
  cross join lateral jsonb_to_record(scored.shadow) as shadow (
    model_version text, pd double precision, raw double precision, score integer
  )
  where scored.shadow is not null
)
select stored.prediction_id, stored.application_id, stored.customer_id, stored.source, stored.pd, stored.score,
  stored.band, stored.decision, stored.decided_by, stored.reasons, stored.explanation, stored.lgd, stored.ead,
  stored.expected_loss, stored.rate, stored.expected_return, stored.model_version, stored.policy_version,
  stored.features_as_of, stored.stale, stored.scored_at, stored.request_sha256, stored.override_id, (scored.carried).decision as override_decision,
  (scored.carried).contradicts as contradicts_override
from stored
join scored using (prediction_id)
