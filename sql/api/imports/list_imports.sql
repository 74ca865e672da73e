-- Lists the newest imports of the caller.
-- Grain: one row per import. Parameters: client_id, requested_by, retention_days, timeout_seconds, max_rows.
select import_id, mapping_name, files, total_bytes, created_at, ended_at, problem, detail,
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
order by import_id desc
limit cast(:max_rows as integer)
