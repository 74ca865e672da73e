-- Creates an import, unless the caller has reached a limit. Repeated with the same id or key it changes nothing.
-- Grain: one row per refusal. Parameters: import_id, client_id, requested_by, mapping_name, files, total_bytes,
-- idempotency_key, request_sha256, max_open_of_caller, max_bytes_of_caller_per_day, retention_days.
select refusal, retry_after_seconds
from onboarding.create_import(
  :import_id, :client_id, :requested_by, :mapping_name, cast(:files as jsonb), :total_bytes, cast(:idempotency_key as text),
  :request_sha256, cast(:max_open_of_caller as integer), cast(:max_bytes_of_caller_per_day as bigint),
  cast(:retention_days as integer)
)
