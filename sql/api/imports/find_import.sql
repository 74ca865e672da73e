-- Finds an import of the caller, by its id or by the key of the request that made it.
-- Grain: one row. Parameters: import_id, idempotency_key, client_id, requested_by, retention_days, timeout_seconds.
select import_id, mapping_name, files, total_bytes, request_sha256, created_at, ended_at, progress, problem, detail,
  deliveries,
  case
    when ended_at is null and created_at < clock_timestamp() - make_interval(days => cast(:retention_days as integer))
      then 'expired'
    when state in ('profiling', 'checking', 'delivering')
      and changed_at < clock_timestamp() - make_interval(secs => cast(:timeout_seconds as integer))
      then 'failed'
    else state
  end as state
from onboarding.imports
where client_id = :client_id and requested_by = :requested_by
  and (import_id = cast(:import_id as uuid) or idempotency_key = cast(:idempotency_key as text))
