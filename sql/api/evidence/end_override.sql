-- Stores the end of an override and its audit event.
-- Grain: at most one row, the stored end; none when the caller may read no such prediction, when the override does not
-- hold any more, when the person requested a score of the application, when the person used the key before, or when the
-- statement is sent again because its response was lost.
-- Parameters: override_id (of the end), ends, reason, decided_by, client_id, idempotency_key (or null), request_sha256,
-- reader_client_id, reader, reader_is_person.
with stored as (
  insert into predictions.overrides (
    override_id, prediction_id, ends, overruled, reason, decided_by, client_id, idempotency_key, request_sha256
  )
  select :override_id, ended.prediction_id, ended.override_id, ended.decision, :reason, :decided_by, :client_id,
    cast(:idempotency_key as text), :request_sha256
  from predictions.overrides ended
  join predictions.risk_scores s using (prediction_id)
  where ended.override_id = :ends and ended.decision is not null
    and (ended.decided_by = :decided_by or s.requested_by <> :decided_by and not exists (
      select from predictions.risk_scores own
      where own.application_id = s.application_id and own.requested_by = :decided_by
    ))
    and predictions.is_visible(
      s.source, s.application_id, s.client_id, s.requested_by, :reader_client_id, :reader, :reader_is_person
    )
  on conflict do nothing
  returning override_id, prediction_id, ends, overruled, reason, decided_by, decided_at
), event as (
  insert into audit.events (actor, action, subject, detail)
  select decided_by, 'prediction.override_ended', prediction_id::text,
    jsonb_build_object('override_id', ends, 'end_id', override_id, 'decision', overruled)
  from stored
)
select override_id, prediction_id, ends, overruled, reason, decided_by, decided_at from stored
