-- Grain: one row per line of a delivered file that was refused before it reached the database (run_id, table_name, file,
-- line).
insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
select :run_id, :table_name, :file, line, reason, detail
from refused
on conflict do nothing
