-- Lists the delivered files of a run.
-- Grain: one row per file. Parameters: run_id.
select table_name as table, file, mode, sha256, size_bytes, rows_delivered, rows_rejected, prepared_at
from reporting.run_files
where run_id = :run_id
order by table_name, file
