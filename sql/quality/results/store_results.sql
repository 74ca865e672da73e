-- Stores the results of a run's quality checks; the results of an earlier call for the same run are replaced.
-- Grain: one row per check. Parameters: run_id, results (JSON array of objects).
insert into analytics.quality_results
  (run_id, check_name, severity, failed_rows, total_rows, pass, sample_keys, description)
select :run_id, check_name, severity, failed_rows, total_rows, pass, sample_keys, description
from jsonb_to_recordset(cast(:results as jsonb))
  as result (check_name text, severity text, failed_rows bigint, total_rows bigint, pass boolean, sample_keys jsonb,
    description text)
on conflict (run_id, check_name) do update set
  (severity, failed_rows, total_rows, pass, sample_keys, description, checked_at) =
  (excluded.severity, excluded.failed_rows, excluded.total_rows, excluded.pass, excluded.sample_keys,
   excluded.description, now())
