-- Stores the lines that the preparation rejected, from the temporary table rejected_lines. Idempotent.
-- Grain: one row per line of a file. Parameters: run_id, table_name, file.
insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
select :run_id, :table_name, :file, line, reason, detail
from rejected_lines
on conflict do nothing
