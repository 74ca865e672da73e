-- Stores an override and its audit event. The database sets what it holds for and the decision that held before it.
-- Grain: at most one row, the stored override; none when the caller may read no such prediction, when the person
-- requested a score of the application, when the person used the key before, or when the statement is sent again because
-- its response was lost.
-- Parameters: override_id, prediction_id, decision, reason, decided_by, client_id, idempotency_key (or null),
-- request_sha256, reader_client_id, reader, reader_is_person.
with stored as (
  insert into predictions.overrides (
    override_id, prediction_id, decision, overruled, reason, decided_by, client_id, idempotency_key, request_sha256
  )
  select :override_id, prediction_id, :decision, decision, :reason, :decided_by, :client_id,
    cast(:idempotency_key as text), :request_sha256
  from predictions.risk_scores seen
  where prediction_id = :prediction_id and requested_by <> :decided_by
    and not exists (
      select from predictions.risk_scores own
      where own.application_id = seen.application_id and own.requested_by = :decided_by
    )
    and predictions.is_visible(
      source, application_id, client_id, requested_by, :reader_client_id, :reader, :reader_is_person
    )
  on conflict do nothing
  returning override_id, prediction_id, decision, overruled, reason, decided_by, decided_at
), event as (
  insert into audit.events (actor, action, subject, detail)
  select decided_by, 'prediction.overridden', prediction_id::text,
    jsonb_build_object('override_id', override_id, 'decision', decision, 'overruled', overruled)
  from stored
)
select override_id, prediction_id, decision, overruled, reason, decided_by, decided_at from stored
