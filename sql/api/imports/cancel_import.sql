-- Cancels an import of the caller that has not ended and is not being delivered: its delivery has not begun, or has died.
-- Grain: one row. Parameters: import_id, client_id, requested_by, timeout_seconds.
update onboarding.imports
set state = 'cancelled', changed_at = clock_timestamp(), ended_at = clock_timestamp(), progress = null
where import_id = :import_id and client_id = :client_id and requested_by = :requested_by
  and (
    state in ('uploading', 'profiling', 'proposed', 'checking', 'checked')
    or (state = 'delivering' and changed_at < clock_timestamp() - make_interval(secs => cast(:timeout_seconds as integer)))
  )
