-- Gives an import to import-raw-file, unless a limit of running work is reached.
-- Grain: one row per refusal. Parameters: import_id, client_id, requested_by, work_id, from_states (comma-separated),
-- to_state, max_running, max_running_of_caller, timeout_seconds.
select refusal, retry_after_seconds
from onboarding.start_work(
  :import_id, :client_id, :requested_by, :work_id, string_to_array(:from_states, ','), :to_state,
  cast(:max_running as integer), cast(:max_running_of_caller as integer), cast(:timeout_seconds as integer)
)
