-- Grain: one row per delivered file of a run.
select table_name as table, file, mode, sha256, size_bytes, rows_delivered, rows_rejected, prepared_at
from reporting.run_files
where run_id = :run_id
order by table_name, file
